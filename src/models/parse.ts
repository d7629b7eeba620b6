import { convolution } from './convolution.ts';
import { deepLinear } from './deep-linear.ts';
import { diagonal } from './diagonal.ts';
import { diagonalPm } from './diagonal-pm.ts';
import { diagonalRelu } from './diagonal-relu.ts';
import { linear } from './linear.ts';
import { type Model, UnfitModel } from './model.ts';
import { twoLayer } from './two-layer.ts';
import { twoLayerFixed } from './two-layer-fixed.ts';

/** Limit on the number of parameters, above which a run would not fit in memory or time. */
const MAX_PARAMETERS = 1_000_000;

function wholeNumber(text: string | undefined, meaning: string, spec: string, least = 1): number {
  if (text === undefined || !/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new UnfitModel(
      `model "${spec}": expected ${meaning} (a whole number ≥ ${least}), found "${text ?? ''}"`,
    );
  return Number(text);
}

function slope(text: string | undefined, spec: string): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1))
    throw new UnfitModel(`model "${spec}": expected a leaky slope from 0 to 1, found "${text ?? ''}"`);
  return value;
}

/** Deepest network: beyond it the scale of f leaves the range of doubles for ordinary parameters. */
const MAX_DEPTH = 32;

/** "WIDTHxDEPTH" for equal hidden widths, or the hidden widths themselves: "5,3". */
function hiddenWidths(shape: string, spec: string): number[] {
  const [width, depth, ...rest] = shape.split('x');
  if (depth === undefined) return shape.split(',').map((text) => wholeNumber(text, 'a width', spec));
  const layers = wholeNumber(rest.length > 0 ? shape : depth, 'a depth', spec, 2);
  if (layers > MAX_DEPTH)
    throw new UnfitModel(`model "${spec}": expected a depth ≤ ${MAX_DEPTH}, found ${layers}`);
  return new Array<number>(layers - 1).fill(wholeNumber(width, 'a width', spec));
}

const builders: Record<
  string,
  { readonly form: string; readonly build: (parts: string[], dimension: number, spec: string) => Model }
> = {
  linear: { form: 'linear', build: (_parts, dimension) => linear(dimension) },
  'deep-linear': {
    form: 'deep-linear:WIDTHxDEPTH',
    build: ([shape], dimension, spec) => deepLinear(hiddenWidths(shape!, spec), dimension),
  },
  diagonal: {
    form: 'diagonal:DEPTH',
    build: ([depth], dimension, spec) => diagonal(wholeNumber(depth, 'a depth', spec, 2), dimension),
  },
  'diagonal-pm': {
    form: 'diagonal-pm:DEPTH',
    build: ([depth], dimension, spec) => diagonalPm(wholeNumber(depth, 'a depth', spec, 2), dimension),
  },
  'diagonal-relu': { form: 'diagonal-relu', build: (_parts, dimension) => diagonalRelu(dimension) },
  convolution: {
    form: 'convolution:PATCH',
    build: ([patch], dimension, spec) =>
      convolution(wholeNumber(patch, 'a patch length', spec), 'linear', dimension),
  },
  'convolution-relu': {
    form: 'convolution-relu:PATCH',
    build: ([patch], dimension, spec) =>
      convolution(wholeNumber(patch, 'a patch length', spec), 'relu', dimension),
  },
  'two-layer': {
    form: 'two-layer:WIDTH:ALPHA',
    build: ([width, alpha], dimension, spec) =>
      twoLayer(wholeNumber(width, 'a width', spec), slope(alpha, spec), dimension),
  },
  'two-layer-fixed': {
    form: 'two-layer-fixed:WIDTH:ALPHA',
    build: ([width, alpha], dimension, spec) =>
      twoLayerFixed(wholeNumber(width, 'a width', spec), slope(alpha, spec), dimension),
  },
};

/** The forms of a model SPEC, for messages and help. */
export const MODEL_FORMS: readonly string[] = Object.values(builders).map(({ form }) => form);

/**
 * The model of a SPEC such as "two-layer:4:0.1" on data of a dimension.
 * @throws UnfitModel with what was expected and found.
 */
export function parseModel(spec: string, dimension: number): Model {
  const [name, ...parts] = spec.split(':');
  const builder = Object.hasOwn(builders, name!) ? builders[name!]! : undefined;
  if (!builder || parts.length !== builder.form.split(':').length - 1)
    throw new UnfitModel(
      `expected a model of the form ${builder?.form ?? MODEL_FORMS.join(', ')}, found "${spec.slice(0, 80)}"`,
    );
  const model = builder.build(parts, dimension, spec);
  if (model.parameterCount > MAX_PARAMETERS)
    throw new UnfitModel(
      `model "${spec}": expected at most ${MAX_PARAMETERS} parameters, found ${model.parameterCount}`,
    );
  return model;
}
