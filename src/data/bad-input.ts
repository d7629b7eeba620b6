/** What is wrong with an input, and where. */
export interface Complaint {
  /** The file, or "command line". */
  readonly file: string;
  /** The place in it: "x[3][1]", "line 7, column 3"; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** What to do about it, as a sentence. */
  readonly remedy?: string;
}

/** An input that cannot be used; the command line prints its one or two lines and exits with 3. */
export class BadInput extends Error {
  override name = 'BadInput';
  readonly complaint: Complaint;

  constructor(complaint: Complaint) {
    const { file, path, expected, found, remedy } = complaint;
    const place = path === '' ? file : `${file}: ${path}`;
    super(`${place}: expected ${expected}, found ${found}${remedy === undefined ? '' : `\n${remedy}`}`);
    this.complaint = complaint;
  }
}

/** Text in quotes, control characters escaped and long text cut. */
export function quoted(text: string): string {
  return text.length <= 40
    ? JSON.stringify(text)
    : `${JSON.stringify(`${text.slice(0, 30)}…`)} (${text.length} characters)`;
}
