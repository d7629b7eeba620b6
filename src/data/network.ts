import { z } from 'zod';
import { Rational } from '../numbers/rational.ts';
import { BadInput } from './bad-input.ts';
import { entrySchema, readEntry } from './exact-entry.ts';
import { parseJson } from './json.ts';
import { readText } from './read-text.ts';
import { validate } from './validate.ts';

/** The exact weights of f(x) = Σ_k a_k φ(⟨w_k, x⟩), φ(z) = max(z, αz): m numbers a, m rows w of d numbers. */
export interface TwoLayerWeights {
  readonly alpha: Rational;
  readonly a: readonly Rational[];
  readonly w: readonly (readonly Rational[])[];
}

/** `farkas/network@1`. That a and w fit together is checked by `parseNetwork`. */
export const networkSchema = z
  .strictObject({
    format: z.literal('farkas/network@1'),
    architecture: z.literal('two-layer'),
    alpha: entrySchema.describe('The slope of the leaky ReLU on negative numbers, from 0 to 1.'),
    a: z.array(entrySchema).min(1, 'at least one neuron').describe('m outgoing weights'),
    w: z
      .array(z.array(entrySchema).min(1, 'at least one weight'))
      .min(1, 'at least one neuron')
      .describe('m rows of d incoming weights'),
  })
  .meta({ title: 'farkas/network@1', description: 'A two-layer (leaky) ReLU network.' });

/** @throws BadInput */
export function parseNetwork(text: string, file: string): TwoLayerWeights {
  const { alpha, a, w } = validate(networkSchema, parseJson(text, file), file);
  const slope = readEntry(alpha, () => ({ file, path: 'alpha' }));
  if (slope.sign() < 0 || slope.compare(Rational.ONE) > 0)
    throw new BadInput({ file, path: 'alpha', expected: 'a slope from 0 to 1', found: String(alpha) });
  if (w.length !== a.length)
    throw new BadInput({
      file,
      path: 'w',
      expected: `${a.length} rows, one for each of a`,
      found: `${w.length}`,
    });
  return {
    alpha: slope,
    a: a.map((entry, k) => readEntry(entry, () => ({ file, path: `a[${k}]` }))),
    w: w.map((row, k) => {
      if (row.length !== w[0]!.length)
        throw new BadInput({
          file,
          path: `w[${k}]`,
          expected: `${w[0]!.length} numbers as in w[0]`,
          found: `${row.length}`,
        });
      return row.map((entry, j) => readEntry(entry, () => ({ file, path: `w[${k}][${j}]` })));
    }),
  };
}

/** @throws BadInput */
export function readNetwork(file: string): TwoLayerWeights {
  return parseNetwork(readText(file), file);
}

/** The network as a JSON value that reads back exactly. */
export function networkToJson({ alpha, a, w }: TwoLayerWeights): z.infer<typeof networkSchema> {
  return {
    format: 'farkas/network@1',
    architecture: 'two-layer',
    alpha: alpha.toString(),
    a: a.map(String),
    w: w.map((row) => row.map(String)),
  };
}
