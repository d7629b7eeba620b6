import type { z } from 'zod';
import { flat } from '../../properties/conformance/reference.ts';
import {
  type TrainedState,
  type Trainer,
  TrainerFault,
  type TrainingRequest,
  type Weights,
} from '../../properties/conformance/trainer.ts';
import { LineProcess } from './line-process.ts';
import { descriptionSchema, PROTOCOL, refusalSchema, trainedSchema } from './messages.ts';

export interface ProcessTrainer extends Trainer {
  /** Ends the program. */
  close(): void;
}

/** How much of a wrong answer is shown. */
const SHOWN = 120;

/**
 * A trainer behind a command. After a fault (it ended, hung, or answered rubbish) the command is started anew for the
 * next question.
 * @throws TrainerFault when it does not describe itself.
 */
export async function startTrainer(command: readonly string[], seconds: number): Promise<ProcessTrainer> {
  const milliseconds = 1000 * seconds;
  let program: LineProcess | undefined;
  let nextId = 0;

  const ask = async <Schema extends z.ZodType<{ id: number }>>(
    question: object,
    schema: Schema,
  ): Promise<z.infer<Schema>> => {
    program ??= new LineProcess(command);
    const id = nextId++;
    try {
      const line = await program.ask(JSON.stringify({ protocol: PROTOCOL, id, ...question }), milliseconds);
      return read(line, id, schema);
    } catch (error) {
      program.close();
      program = undefined;
      throw error;
    }
  };

  const { name, precision, architectures, losses } = await ask({ command: 'describe' }, descriptionSchema);
  return {
    name,
    precision,
    architectures,
    losses,
    async train(request) {
      const { states } = await ask({ command: 'train', ...request }, trainedSchema);
      for (const state of states) checkShapes(request, state.weights);
      checkSteps(request, states);
      return states as readonly TrainedState[];
    },
    close: () => program?.close(),
  };
}

function read<Schema extends z.ZodType<{ id: number }>>(
  line: string,
  id: number,
  schema: Schema,
): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new TrainerFault(`the answer is no JSON: ${line.slice(0, SHOWN)}`);
  }
  const refusal = refusalSchema.safeParse(json);
  if (refusal.success) throw new TrainerFault(`the trainer refuses: ${refusal.data.error}`);
  const answer = schema.safeParse(json);
  if (!answer.success) {
    const [issue] = answer.error.issues;
    throw new TrainerFault(
      `the answer is not as specified: ${issue!.path.join('.') || 'it'}: ${issue!.message}; found ${line.slice(0, SHOWN)}`,
    );
  }
  if (answer.data.id !== id)
    throw new TrainerFault(`the answer has id ${answer.data.id}, the question had ${id}: out of order`);
  return answer.data;
}

function checkShapes({ start }: TrainingRequest, weights: Weights): void {
  const shape = (value: Weights) =>
    JSON.stringify(
      Object.entries(value)
        .map(([name, rows]) => [name, rows.map((row) => (Array.isArray(row) ? row.length : 0))])
        .sort(([a], [b]) => String(a).localeCompare(String(b))),
    );
  if (shape(weights) !== shape(start))
    throw new TrainerFault(
      `the weights have other shapes than the start: ${JSON.stringify(weights).slice(0, SHOWN)}`,
    );
  if (flat(weights).some((value) => !Number.isFinite(value)))
    throw new TrainerFault('a weight is not finite');
}

function checkSteps({ record }: TrainingRequest, states: readonly { step: number }[]): void {
  const given = states.map(({ step }) => step);
  const asked = given.length === 1 ? record.slice(-1) : record;
  if (given.join() !== asked.join())
    throw new TrainerFault(
      `states after ${given.join(', ')} steps were given, ${record.join(', ')} asked for`,
    );
}
