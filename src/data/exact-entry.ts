import { z } from 'zod';
import { NotAnExactNumber, Rational } from '../numbers/rational.ts';
import { BadInput, quoted } from './bad-input.ts';

/** Longest number in a data file, in characters; reducing a fraction takes time quadratic in it. */
export const MAX_ENTRY_LENGTH = 1000;

/** A number in a JSON file: a double, or exact text such as "1/3". */
export const entrySchema = z
  .union([z.number(), z.string()], { error: 'a finite number, or an exact one as text such as "1/3"' })
  .describe(
    'A JSON number means the shortest decimal that prints its double; text "p/q" or "0.125" is exact.',
  );

export type Entry = z.infer<typeof entrySchema>;

/** Where an entry stands, worked out only when it is wrong. */
export type Place = () => { readonly file: string; readonly path: string };

/**
 * The exact value of an entry: 0.1 is 1/10. It must lie in the range of doubles, in which search and
 * training run.
 * @throws BadInput
 */
export function readEntry(entry: Entry, place: Place): Rational {
  if (typeof entry === 'number') return Rational.fromDecimal(String(entry));
  if (entry.length > MAX_ENTRY_LENGTH)
    throw new BadInput({
      ...place(),
      expected: `at most ${MAX_ENTRY_LENGTH} characters`,
      found: quoted(entry),
    });
  const value = parseEntry(entry, place);
  const nearest = value.toNumber();
  if (!Number.isFinite(nearest) || (nearest === 0 && value.sign() !== 0))
    throw new BadInput({
      ...place(),
      expected: 'zero, or a size between 5e-324 and 1.8e308',
      found: quoted(entry),
    });
  return value;
}

function parseEntry(text: string, place: Place): Rational {
  try {
    return Rational.parse(text);
  } catch (error) {
    if (!(error instanceof NotAnExactNumber)) throw error;
    throw new BadInput({ ...place(), expected: error.expected, found: error.found });
  }
}
