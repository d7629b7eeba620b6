import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnfitModel } from '../../src/models/model.ts';
import { MODEL_FORMS, parseModel } from '../../src/models/parse.ts';
import { SPECS } from './case.ts';

describe('parseModel', () => {
  it.each(SPECS)('reads back its own spec: %s', (spec) => {
    const model = parseModel(spec, 4);
    expect(model.spec).toBe(spec);
    expect(parseModel(model.spec, 4)).toMatchObject({
      degree: model.degree,
      parameterCount: model.parameterCount,
    });
  });

  it('has an example of every form here, so that the laws cover every model', () => {
    const names = new Set(SPECS.map((spec) => spec.split(':')[0]));
    expect(new Set(MODEL_FORMS.map((form) => form.split(':')[0]))).toEqual(names);
  });

  it.each([
    ['linear', 3, 1, 3],
    ['deep-linear:5x3', 2, 3, 10 + 25 + 5],
    ['deep-linear:5,3', 2, 3, 10 + 15 + 3],
    ['diagonal:4', 3, 4, 12],
    ['diagonal-pm:3', 3, 3, 6],
    ['diagonal-relu', 3, 2, 6],
    ['convolution:2', 6, 2, 5],
    ['two-layer:7:0.1', 3, 2, 28],
    ['two-layer-fixed:7:0.1', 3, 1, 42],
  ])('%s on dimension %i has degree %i and %i parameters', (spec, dimension, degree, parameterCount) => {
    expect(parseModel(spec, dimension)).toMatchObject({ degree, dimension, parameterCount });
  });

  it.each([
    ['', /of the form linear, .*found ""/],
    ['toString', /of the form/],
    ['linear:3', /of the form linear, found "linear:3"/],
    ['two-layer', /two-layer:WIDTH:ALPHA/],
    ['two-layer:4', /two-layer:WIDTH:ALPHA/],
    ['two-layer:0:0.1', /a width \(a whole number ≥ 1\), found "0"/],
    ['two-layer:-3:0.1', /a width .*found "-3"/],
    ['two-layer:2.5:0.1', /a width .*found "2.5"/],
    ['two-layer:4:2', /slope from 0 to 1, found "2"/],
    ['two-layer:4:', /slope from 0 to 1, found ""/],
    ['two-layer:4:NaN', /slope from 0 to 1, found "NaN"/],
    ['two-layer:999999999:0.1', /at most 1000000 parameters/],
    ['diagonal:1', /a depth \(a whole number ≥ 2\), found "1"/],
    ['deep-linear:3', undefined],
    ['deep-linear:3x1', /a depth/],
    ['deep-linear:3x99', /a depth ≤ 32, found 99/],
    ['deep-linear:ax2', /a width .*found "a"/],
    ['deep-linear:3x2x2', /a depth/],
    ['convolution:3', /a dimension that 3 divides, found 4/],
  ])('"%s" is refused with what was expected', (spec, message) => {
    // One hidden width is a network of depth 2.
    if (!message) expect(parseModel(spec, 4).degree).toBe(2);
    else {
      expect(() => parseModel(spec, 4)).toThrow(UnfitModel);
      expect(() => parseModel(spec, 4)).toThrow(message);
    }
  });

  it('answers with a model or UnfitModel on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(...SPECS).map((spec) => `${spec}:1`),
        ),
        (text) => {
          try {
            expect(parseModel(text, 4).parameterCount).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(UnfitModel);
          }
        },
      ),
    );
  });
});
