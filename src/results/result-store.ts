import Database from 'libsql';
import type { CaseJob, CaseResult } from '../claims/case-job.ts';
import { BadInput } from '../data/bad-input.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** What a run was asked for: enough to ask for the same again. All of it is plain JSON. */
export interface RunRequest {
  readonly command: string;
  readonly seed: number;
  /** Options of the command that decide which cases are drawn, and how many. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Versions of farkas and of what its numbers depend on. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface StoredRun extends RunRequest {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string | null;
}

/** One decided case of one run. */
export interface StoredResult {
  readonly run: number;
  readonly job: CaseJob;
  readonly result: CaseResult;
}

/** Which results to give, and in which order; figures that a case does not have come last. */
export interface ResultQuery {
  readonly run?: number;
  readonly claim?: string;
  readonly outcome?: 'supports' | 'refutes' | 'undecided' | 'outside';
  readonly order?: 'recorded' | 'slowest' | { readonly largest: string };
  readonly limit?: number;
}

/**
 * Every decided case of every run, in one SQLite file. A case is committed as soon as it is decided, once: a second
 * decision of the same job of the same run is ignored. Processes may share a file.
 *
 * Write-ahead logging with synchronous NORMAL: what was committed survives the death of the process; the last
 * commits may be lost, whole, when the machine loses power.
 */
export class ResultStore {
  private readonly database: Database.Database;
  /** Statements that are run for every case, by their text. */
  private readonly prepared = new Map<string, Database.Statement>();
  private readonly file: string;

  /** Opens the file, or makes it. @throws BadInput when it is no store of this version. */
  constructor(file: string) {
    this.file = file;
    try {
      this.database = new Database(file);
      this.database.exec(
        'PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;',
      );
      // Not by whether the file was there: another process may be at this point with the same new file.
      const tables = this.database.prepare('SELECT name FROM sqlite_master').all();
      if (tables.length === 0) this.database.exec(SCHEMA);
      const [row] = this.database.prepare('SELECT version FROM store').all() as { version: number }[];
      if (row?.version === SCHEMA_VERSION) return;
    } catch (error) {
      throw new BadInput({
        file,
        path: '',
        expected: 'a results file that can be written',
        found: error instanceof Error ? error.message : String(error),
      });
    }
    throw new BadInput({
      file,
      path: 'store.version',
      expected: `a results file of version ${SCHEMA_VERSION}`,
      found: 'another version',
    });
  }

  startRun({ command, seed, options, versions }: RunRequest): number {
    const values = [
      command,
      seed,
      JSON.stringify(options),
      JSON.stringify(versions),
      new Date().toISOString(),
    ];
    const { lastInsertRowid } = this.write(
      'INSERT INTO run (command, seed, options, versions, started) VALUES (?, ?, ?, ?, ?)',
      values,
    );
    return Number(lastInsertRowid);
  }

  finishRun(run: number): void {
    this.write('UPDATE run SET finished = ? WHERE id = ?', [new Date().toISOString(), run]);
  }

  /** The last run of a command that was not finished. */
  lastUnfinished(command: string): StoredRun | undefined {
    return this.runs().findLast((run) => run.command === command && run.finished === null);
  }

  /** Every run, in the order in which they were started. */
  runs(): StoredRun[] {
    const rows = this.database.prepare('SELECT * FROM run ORDER BY id').all() as RunRow[];
    return rows.map((row) => ({
      id: row.id,
      command: row.command,
      seed: row.seed,
      options: JSON.parse(row.options),
      versions: JSON.parse(row.versions),
      started: row.started,
      finished: row.finished,
    }));
  }

  record(run: number, job: CaseJob, result: CaseResult): void {
    const decision = 'decision' in result ? result.decision : undefined;
    this.write(
      `INSERT OR IGNORE INTO result
        (run, claim, control, assert, seed, outcome, evidence, why, figures, seconds)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        run,
        job.claim,
        job.control ?? '',
        job.assert,
        job.seed,
        decision?.outcome ?? 'outside',
        decision && 'evidence' in decision ? decision.evidence : null,
        'outside' in result ? result.outside.join(', ') : decision && 'why' in decision ? decision.why : null,
        decision ? JSON.stringify(decision.figures) : null,
        'seconds' in result ? result.seconds : null,
      ],
    );
  }

  /** @throws BadInput where the disk is full, say; what was recorded before stays. */
  private write(statement: string, values: readonly unknown[]): Database.RunResult {
    try {
      return this.statement(statement).run(...values);
    } catch (error) {
      throw new BadInput({
        file: this.file,
        path: '',
        expected: 'room to record what is decided (what was recorded stays: --resume goes on)',
        found: error instanceof Error ? error.message : String(error),
      });
    }
  }

  private statement(text: string): Database.Statement {
    const known = this.prepared.get(text);
    if (known) return known;
    const statement = this.database.prepare(text);
    this.prepared.set(text, statement);
    return statement;
  }

  /** What a run decided of a job, if it did. */
  recall(run: number, job: CaseJob): CaseResult | undefined {
    const [row] = this.statement(
      'SELECT * FROM result WHERE run = ? AND claim = ? AND control = ? AND assert = ? AND seed = ?',
    ).all(run, job.claim, job.control ?? '', job.assert, job.seed) as ResultRow[];
    return row && resultOf(row);
  }

  /** Decided cases, in the order in which they were recorded unless another is asked for. */
  *results({ order = 'recorded', limit, ...which }: ResultQuery = {}): Generator<StoredResult> {
    const { conditions, values } = whereOf(which);
    // A figure's name is a JSON path, bound like any other value.
    const [by, key] =
      order === 'recorded'
        ? ['rowid', []]
        : order === 'slowest'
          ? ['seconds DESC', []]
          : ['json_extract(figures, ?) DESC', [`$."${order.largest}"`]];
    const statement = `SELECT * FROM result ${conditions} ORDER BY ${by} LIMIT ?`;
    const rows = this.database.prepare(statement).iterate(...values, ...key, limit ?? -1);
    for (const row of rows as Iterable<ResultRow>) {
      const job = { claim: row.claim, assert: row.assert, seed: row.seed };
      yield {
        run: row.run,
        job: row.control ? { ...job, control: row.control } : job,
        result: resultOf(row),
      };
    }
  }

  /** Names of the figures that decided cases have, in alphabetical order. */
  figures(which: Pick<ResultQuery, 'run' | 'claim' | 'outcome'> = {}): string[] {
    const { conditions, values } = whereOf(which);
    const rows = this.database
      .prepare(`SELECT DISTINCT key FROM result, json_each(result.figures) ${conditions} ORDER BY key`)
      .all(...values) as { key: string }[];
    return rows.map(({ key }) => key);
  }

  close(): void {
    this.database.close();
  }
}

/** A condition on rows of results, and what is bound to it. */
function whereOf({ run, claim, outcome }: Pick<ResultQuery, 'run' | 'claim' | 'outcome'>): {
  readonly conditions: string;
  readonly values: readonly (string | number)[];
} {
  const where = [
    run === undefined ? undefined : (['run = ?', run] as const),
    claim === undefined ? undefined : (['claim = ? COLLATE NOCASE', claim] as const),
    outcome === undefined ? undefined : (['outcome = ?', outcome] as const),
  ].filter((term) => term !== undefined);
  return {
    conditions: where.length === 0 ? '' : `WHERE ${where.map(([term]) => term).join(' AND ')}`,
    values: where.map(([, value]) => value),
  };
}

interface RunRow {
  readonly id: number;
  readonly command: string;
  readonly seed: number;
  readonly options: string;
  readonly versions: string;
  readonly started: string;
  readonly finished: string | null;
}

interface ResultRow {
  readonly run: number;
  readonly claim: string;
  readonly control: string;
  readonly assert: CaseJob['assert'];
  readonly seed: number;
  readonly outcome: 'supports' | 'refutes' | 'undecided' | 'outside';
  readonly evidence: 'proved' | 'measured' | null;
  readonly why: string | null;
  readonly figures: string | null;
  readonly seconds: number | null;
}

function resultOf({ outcome, evidence, why, figures, seconds }: ResultRow): CaseResult {
  if (outcome === 'outside') return { outside: why!.split(', ') };
  const shared = { figures: JSON.parse(figures!) };
  const decision =
    outcome === 'supports'
      ? { outcome, evidence: evidence!, ...shared }
      : outcome === 'refutes'
        ? { outcome, evidence: evidence!, why: why!, ...shared }
        : { outcome, why: why!, ...shared };
  return { decision, seconds: seconds! };
}
