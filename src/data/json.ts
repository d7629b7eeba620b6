import { parse } from 'lossless-json';
import { BadInput, quoted } from './bad-input.ts';

/** A JSON number that no double can hold, such as 1e999 or 1e-999. */
export class NumberOutOfRange {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The value of JSON text. Numbers become doubles, except those that over- or underflow: they become
 * NumberOutOfRange, which no schema accepts, so that the error can name their place.
 * @throws BadInput with line and column for text that is not JSON, and for repeated keys.
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return parse(text, null, {
      parseNumber,
      onDuplicateKey: ({ key, position }) => {
        throw new BadInput({
          file,
          path: placeOf(text, position),
          expected: 'every field once',
          found: `${quoted(key)} again`,
        });
      },
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw syntaxComplaint(error.message, text, file);
    // The parser recurses, so nesting of some ten thousand levels exhausts the stack.
    if (error instanceof RangeError)
      throw new BadInput({ file, path: '', expected: 'a few levels of nesting', found: 'thousands' });
    throw error;
  }
}

function parseNumber(text: string): number | NumberOutOfRange {
  const value = Number(text);
  const vanished = value === 0 && /[1-9]/.test(text.replace(/e.*/i, ''));
  return vanished || !Number.isFinite(value) ? new NumberOutOfRange(text) : value;
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** lossless-json says "Comma ',' expected after value but got ']' at position 17". */
function syntaxComplaint(message: string, text: string, file: string): BadInput {
  const position = Number(/at position (\d+)$/.exec(message)?.[1] ?? 0);
  const detail = message.replace(/( but .*)? at position \d+$/, '').toLowerCase();
  const rest = text.slice(position);
  const ended = rest.trim() === '';
  return new BadInput({
    file,
    path: placeOf(text, position),
    expected: `JSON (${detail})`,
    found: ended ? 'the end of the file' : quoted(/^[\w.+-]{1,40}|^./su.exec(rest)![0]),
    ...(ended && text.trim() !== '' && { remedy: 'The file may have been cut off.' }),
  });
}

/** What a JSON value is, for an error message. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof NumberOutOfRange) return `${value.text.slice(0, 40)}, which no double can hold`;
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty array' : `an array of length ${value.length}`;
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
