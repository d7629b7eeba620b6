/**
 * Reading of untrusted values: every field, type, length, index and number of a certificate is tested
 * here before any mathematics sees it. Nothing recurses: each kind reads a shape of fixed depth.
 */
import { NotAnExactNumber, Rational } from '../../src/numbers/rational.ts';

/** Longest text of one number in a certificate, in characters. */
export const MAX_NUMBER_TEXT = 20_000;
/** What an exponent adds to the length of a number: "1e4096" is short text for 4097 digits. */
const EXPONENT_LENGTH = 4096;
/**
 * Largest sum of squared lengths of all numbers. Reducing p/q costs the square of its length, so this bounds the
 * time of reading (to a few seconds) and its memory, where a bound on the size of the file would not.
 */
export const MAX_READING_COST = 1e10;

/** Length of integers that are read on a short path; their cost is rounded up to this. */
const SHORT = 16;
const INTEGER = /^-?\d+$/;

/** Why a certificate is rejected. FORMAT.md says what each code means. */
export type Code =
  | 'too-large'
  | 'not-json'
  | 'unknown-format'
  | 'unknown-kind'
  | 'wrong-type'
  | 'missing-field'
  | 'unknown-field'
  | 'not-exact-number'
  | 'wrong-length'
  | 'out-of-range'
  | 'not-feasible'
  | 'negative-multiplier'
  | 'trivial-combination'
  | 'not-stationary'
  | 'not-dual-feasible'
  | 'not-complementary'
  | 'not-on-kink'
  | 'not-concave'
  | 'not-optimal'
  | 'not-strict'
  | 'wrong-value'
  | 'not-mirrored'
  | 'not-balanced'
  | 'bound-not-proved'
  | 'wrong-tree';

/** Thrown on the first thing that is wrong; `checkCertificate` turns it into its answer. */
export class Rejection extends Error {
  readonly code: Code;
  readonly path: string;
  constructor(code: Code, path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Array.isArray(value) ? 'an array' : 'an object';
}

/** A number num/den, den > 0, perhaps not in lowest terms. Every Rational is one. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

/** One place in the certificate: an untrusted value that knows its path. */
export class Entry {
  readonly value: unknown;
  private readonly parent: Entry | undefined;
  private readonly key: string | number;
  private readonly meter: { cost: number };

  constructor(value: unknown, key: string | number = '', parent?: Entry) {
    this.value = value;
    this.key = key;
    this.parent = parent;
    this.meter = parent ? parent.meter : { cost: 0 };
  }

  /** "derivation.combination[3].weight"; "" for the whole certificate. */
  get path(): string {
    if (!this.parent) return '';
    const before = this.parent.path;
    if (typeof this.key === 'number') return `${before}[${this.key}]`;
    return before === '' ? this.key : `${before}.${this.key}`;
  }

  /** @throws Rejection always. */
  reject(code: Code, message: string): never {
    throw new Rejection(code, this.path, message);
  }

  /** One field of an object that may have others. */
  field(name: string): Entry {
    const value = this.object();
    if (!Object.hasOwn(value, name)) this.reject('missing-field', `expected the field ${name}`);
    return new Entry(value[name], name, this);
  }

  /** The fields of an object that has exactly these, no more and no fewer. */
  fields<Name extends string>(...names: readonly Name[]): Record<Name, Entry> {
    const value = this.object();
    for (const name of Object.keys(value))
      if (!names.some((expected) => expected === name))
        this.reject('unknown-field', `expected only ${names.join(', ')}, found "${name.slice(0, 40)}"`);
    const entries = {} as Record<Name, Entry>;
    for (const name of names) entries[name] = this.field(name);
    return entries;
  }

  private object(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.reject('wrong-type', `expected an object, found ${typeName(value)}`);
    return value as Record<string, unknown>;
  }

  /** The items of an array with `least` to `most` of them. */
  list(least: number, most = Number.MAX_SAFE_INTEGER): Entry[] {
    return Array.from(this.array(least, most), (item, index) => new Entry(item, index, this));
  }

  private array(least: number, most: number): readonly unknown[] {
    const { value } = this;
    if (!Array.isArray(value)) this.reject('wrong-type', `expected an array, found ${typeName(value)}`);
    if (value.length < least || value.length > most) {
      const range =
        least === most
          ? `${least}`
          : most < Number.MAX_SAFE_INTEGER
            ? `${least} to ${most}`
            : `at least ${least}`;
      this.reject('wrong-length', `expected ${range} items, found ${value.length}`);
    }
    return value;
  }

  text(): string {
    if (typeof this.value !== 'string')
      this.reject('wrong-type', `expected a string, found ${typeName(this.value)}`);
    return this.value;
  }

  /** A JSON integer from least to most, both included. */
  integer(least: number, most: number): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      this.reject(
        'wrong-type',
        `expected an integer, found ${typeof value === 'number' ? value : typeName(value)}`,
      );
    if (value < least || value > most)
      this.reject('out-of-range', `expected an integer from ${least} to ${most}, found ${value}`);
    return value;
  }

  /** The text of one number, charged against the limits. */
  private number(): string {
    const text = this.text();
    const length = /[eE]/.test(text) ? text.length + EXPONENT_LENGTH : text.length;
    this.meter.cost += length * length;
    if (text.length > MAX_NUMBER_TEXT || this.meter.cost > MAX_READING_COST)
      this.reject('too-large', `expected shorter numbers, found one of ${text.length} characters`);
    return text;
  }

  /** An exact number written as text: "3", "-1/3", "0.125", "2e-3". */
  rational(): Rational {
    return this.parsed(this.number());
  }

  private parsed(text: string): Rational {
    try {
      return Rational.parse(text);
    } catch (error) {
      if (error instanceof NotAnExactNumber) this.reject('not-exact-number', error.message);
      throw error;
    }
  }

  /** An integer of any size written as text. */
  bigint(): bigint {
    const text = this.number();
    if (!INTEGER.test(text)) this.reject('not-exact-number', 'expected an integer such as "-12"');
    return BigInt(text);
  }

  /** A vector of integers. Most of a certificate is such vectors: only an item that is wrong becomes an entry. */
  bigints(length: number): bigint[] {
    const items = this.array(length, length);
    return Array.from(items, (item, index) => {
      if (typeof item !== 'string' || item.length > SHORT || !INTEGER.test(item))
        return new Entry(item, index, this).bigint();
      this.meter.cost += SHORT * SHORT;
      return BigInt(item);
    });
  }

  /** The same number as `rational` reads, not reduced: a long p/q costs no gcd. */
  fraction(): Fraction {
    const text = this.number();
    const [, num, den] = /^(-?\d+)\/(\d+)$/.exec(text) ?? [];
    if (num === undefined || den === undefined) return this.parsed(text);
    const denominator = BigInt(den);
    if (denominator === 0n) this.reject('not-exact-number', 'expected a non-zero denominator');
    return { num: BigInt(num), den: denominator };
  }

  /** An exact number that is at least 0. */
  multiplier(): Fraction {
    const value = this.fraction();
    if (value.num < 0n) this.reject('negative-multiplier', 'expected a multiplier of at least 0');
    return value;
  }

  /** A vector of exact numbers. */
  fractions(length: number): Fraction[] {
    return this.list(length, length).map((item) => item.fraction());
  }
}

/** The parts of a certificate, unread. */
export interface Parts {
  readonly claim: Entry;
  readonly data: Entry;
  readonly solution: Entry;
  readonly derivation: Entry;
}

/** Reads every field of the four parts and returns when they prove the claim. @throws Rejection otherwise. */
export type Check = (parts: Parts) => void;
