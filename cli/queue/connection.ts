import { Redis } from 'ioredis';
import { BadInput } from '../../src/data/bad-input.ts';

/** How long the first connection may take. */
const PATIENCE = 5_000;

/**
 * A connection to Redis that comes back after a fault. @throws BadInput when the address is no Redis URL, or nobody
 * answers there.
 */
export async function connect(url: string): Promise<Redis> {
  const wrong = (found: string) =>
    new BadInput({ file: url, path: '', expected: 'a Redis server (redis://HOST:PORT)', found });
  if (!/^rediss?:\/\//.test(url)) throw wrong('no such URL');
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    connectTimeout: PATIENCE,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2_000),
  });
  let last = 'no answer';
  redis.on('error', (error) => {
    last = error.message || String(error);
  });
  const deadline = new Promise<never>((_, reject) => {
    setTimeout(() => reject(wrong(last)), PATIENCE).unref();
  });
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), deadline]);
  } catch (error) {
    redis.disconnect();
    throw error instanceof BadInput ? error : wrong(last);
  }
  return redis;
}
