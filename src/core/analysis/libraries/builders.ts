import type { Library } from './types.ts';

export const knex: Library = {
  family: 'Knex and Objection',
  packages: ['knex', 'objection', 'bookshelf'],
  exports: {
    default: 'knex.create',
    knex: 'knex.create',
    Knex: 'new knex',
    Model: 'new objection.row',
    QueryBuilder: 'new knex.builder',
  },
  kinds: {
    'knex.create': { returns: { '()': 'knex' }, get: { Knex: 'new knex' } },
    knex: {
      effect: 'db',
      get: { Transaction: 'new knex', QueryBuilder: 'new knex.builder' },
      self: 'read',
      reads: 'select from table raw with count first distinct queryBuilder max min',
      writes: 'insert into update del delete batchInsert',
      pure: 'raw ref fn schema destroy',
      callback: { transaction: 'knex' },
      returns: { '()': 'knex.builder', transaction: 'knex' },
    },
    'knex.builder': {
      effect: 'db',
      writes: 'insert update del delete upsert increment decrement truncate',
      returns: { '*': 'knex.builder' },
    },
    'objection.row': {
      effect: 'db',
      reads: '$fetchGraph $loadRelated',
      writes: '$query $relatedQuery',
      statics: 'objection.model',
    },
    'objection.model': { effect: 'db', reads: 'query relatedQuery fetchGraph', writes: 'upsertGraph' },
  },
};

export const drizzle: Library = {
  family: 'Drizzle',
  packages: ['drizzle-orm', 'drizzle-orm/*'],
  exports: {
    drizzle: 'drizzle.create',
    NodePgDatabase: 'new drizzle',
    PostgresJsDatabase: 'new drizzle',
    PgDatabase: 'new drizzle',
    BetterSQLite3Database: 'new drizzle.value',
    LibSQLDatabase: 'new drizzle',
    MySql2Database: 'new drizzle',
    DrizzleD1Database: 'new drizzle',
    PgTransaction: 'new drizzle',
    NeonHttpDatabase: 'new drizzle',
    '*': 'drizzle.value',
  },
  kinds: {
    'drizzle.create': { returns: { '()': 'drizzle' } },
    drizzle: {
      effect: 'db',
      reads: 'select selectDistinct selectDistinctOn execute all get values $count',
      writes: 'insert update delete run',
      get: { query: 'drizzle.query' },
      callback: { transaction: 'drizzle' },
      returns: { $with: 'drizzle.value', with: 'drizzle' },
    },
    'drizzle.query': { get: { '*': 'drizzle.table' } },
    'drizzle.table': { effect: 'db', reads: 'findMany findFirst' },
    'drizzle.value': {},
  },
};

export const kysely: Library = {
  family: 'Kysely',
  packages: ['kysely', 'kysely-*'],
  exports: { Kysely: 'new kysely', Transaction: 'new kysely', sql: 'kysely.value', '*': 'kysely.value' },
  kinds: {
    kysely: {
      effect: 'db',
      reads: 'selectFrom executeQuery with withRecursive',
      writes: 'insertInto updateTable deleteFrom replaceInto mergeInto',
      returns: {
        transaction: 'kysely.transaction',
        withSchema: 'kysely',
        startTransaction: 'kysely.transaction',
      },
    },
    'kysely.transaction': {
      callback: { execute: 'kysely' },
      returns: { setIsolationLevel: 'kysely.transaction', execute: 'kysely' },
    },
    'kysely.value': {},
  },
};
