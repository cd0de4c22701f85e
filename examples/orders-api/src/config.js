import { parseArgs } from 'node:util';
import { resolveFixes } from './flags.js';
import { ConfigError } from './lib/errors.js';

export { ConfigError };

/**
 * Everything the service takes from outside, checked once.
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args
 */
export function readConfig(env, args) {
  return {
    host: env.HOST || '127.0.0.1',
    port: integer(env, 'PORT', 3000, 0, 65535),
    fixes: resolveFixes(fixArgument(args) ?? env.ORDERS_FIX ?? ''),
    database: {
      url: env.DATABASE_URL || undefined,
      poolSize: integer(env, 'DATABASE_POOL', 8, 1, 100),
    },
    seed: {
      seed: integer(env, 'ORDERS_SEED', 20250101, 0, 2 ** 31 - 1),
      customers: integer(env, 'ORDERS_CUSTOMERS', 2000, 1, 1_000_000),
      products: integer(env, 'ORDERS_PRODUCTS', 600, 1, 100_000),
      orders: integer(env, 'ORDERS_ORDERS', 6000, 0, 5_000_000),
    },
  };
}

function fixArgument(args) {
  try {
    return parseArgs({ args, options: { fix: { type: 'string' } } }).values.fix;
  } catch (error) {
    throw new ConfigError(`${error.message}. Usage: node server.js [--fix NAME,…|all]`);
  }
}

function integer(env, name, fallback, min, max) {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}
