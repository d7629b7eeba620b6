import { BadInput } from '../../src/data/bad-input.ts';
import { readNetwork } from '../../src/data/network.ts';
import type { Model } from '../../src/models/model.ts';
import { gaussianStart } from '../../src/training/start.ts';

/**
 * θ(0): Gaussian if the text is a scale, else the weights of a network file.
 * @param seed asked for only when something is drawn.
 * @throws BadInput
 */
export function startOf(text: string, model: Model, seed: () => number): ArrayLike<number> {
  const scale = Number(text);
  if (text.trim() === '' || Number.isNaN(scale)) return networkStart(text, model);
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new BadInput({
      file: 'command line',
      path: '--start',
      expected: 'a finite scale above 0, or a network file',
      found: text,
    });
  return gaussianStart(model.parameterCount, scale, seed());
}

function networkStart(file: string, model: Model): number[] {
  const { alpha, a, w } = readNetwork(file);
  const fitting = `two-layer:${a.length}:${alpha.toNumber()}`;
  const complaint = (expected: string, found: string) =>
    new BadInput({ file, path: '', expected, found, remedy: `Its own model is --model ${fitting}.` });
  if (model.spec !== fitting) throw complaint(`a network for --model ${model.spec}`, `one for ${fitting}`);
  if (w[0]!.length !== model.dimension)
    throw complaint(`a network on ${model.dimension} dimensions`, `one on ${w[0]!.length}`);
  return [...w.flat(), ...a].map((value) => value.toNumber());
}
