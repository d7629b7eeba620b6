import { z } from 'zod';
import { BadInput } from './bad-input.ts';
import { describeValue } from './json.ts';

type Path = readonly PropertyKey[];

/**
 * A value checked against a schema. The messages of our schemas are phrases that complete "expected …";
 * `standardPhrase` gives them to schemas that state none.
 * @throws BadInput for the first mismatch.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value, { error: standardPhrase });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : undefined;
  throw new BadInput({
    file,
    path: pathText(unknown === undefined ? issue.path : [...issue.path, unknown]),
    expected: issue.message,
    found: unknown === undefined ? describeValue(valueAt(value, issue.path)) : 'an unknown field',
    ...fieldsRemedy(schema, unknown, issue.path),
  });
}

/** "x[3][1]". */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
}

function standardPhrase(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'array' || issue.expected === 'object'
        ? `an ${issue.expected}`
        : `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'unrecognized_keys':
      return 'only known fields';
    default:
      return undefined;
  }
}

function fieldsRemedy(schema: z.ZodType, unknown: string | undefined, path: Path): { remedy?: string } {
  if (unknown === undefined || path.length > 0 || !(schema instanceof z.ZodObject)) return {};
  return { remedy: `The fields are ${Object.keys(schema.shape).join(', ')}.` };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    value,
  );
}
