import type { Library } from './types.ts';

const query = 'query execute';

export const pg: Library = {
  family: 'pg and kin',
  packages: [
    'pg',
    'pg-pool',
    'pg-promise',
    '@neondatabase/serverless',
    '@vercel/postgres',
    'slonik',
    'postgres',
    '@planetscale/database',
    'pg-native',
  ],
  exports: {
    Pool: 'new sql.client',
    Client: 'new sql.client',
    PoolClient: 'new sql.client',
    ClientBase: 'new sql.client',
    default: 'sql.module',
    sql: 'sql.tag',
    createPool: 'sql.connect',
    neon: 'sql.connect',
    connect: 'sql.connect',
    createClient: 'sql.connect',
    DatabasePool: 'new sql.client',
  },
  kinds: {
    'sql.module': {
      get: { Pool: 'new sql.client', Client: 'new sql.client' },
      returns: { '()': 'sql.client' },
    },
    'sql.connect': { returns: { '()': 'sql.client' } },
    'sql.tag': { effect: 'db', self: 'read', reads: 'query unsafe' },
    'sql.client': {
      effect: 'db',
      self: 'read',
      reads: `${query} one oneOrNone many manyOrNone any result multi each stream oneFirst manyFirst anyFirst maybeOne exists unsafe queryStream`,
      writes: 'none',
      returns: { connect: 'sql.client', reserve: 'sql.client', '()': 'sql.client' },
      callback: {
        tx: 'sql.client',
        task: 'sql.client',
        begin: 'sql.client',
        transaction: 'sql.client',
        connect: 'sql.client',
      },
      pure: 'end release on',
    },
  },
};

export const mysql: Library = {
  family: 'mysql2 and kin',
  packages: [
    'mysql',
    'mysql2',
    'mysql2/promise',
    'promise-mysql',
    'mariadb',
    'mssql',
    'tedious',
    'oracledb',
    'serverless-mysql',
    '@databases/*',
  ],
  exports: {
    createPool: 'mysql.connect',
    createConnection: 'mysql.connect',
    default: 'mysql.module',
    Pool: 'new mysql.client',
    Connection: 'new mysql.client',
    PoolConnection: 'new mysql.client',
    ConnectionPool: 'new mysql.client',
    connect: 'mysql.connect',
  },
  kinds: {
    'mysql.module': {
      // `sql.query`…`` asks the pool that mssql keeps for all.
      effect: 'db',
      reads: 'query batch',
      returns: {
        createPool: 'mysql.client',
        createConnection: 'mysql.client',
        connect: 'mysql.client',
        getConnection: 'mysql.client',
        '()': 'mysql.client',
      },
      get: { Request: 'new mysql.client', ConnectionPool: 'new mysql.client' },
    },
    'mysql.connect': { returns: { '()': 'mysql.client' } },
    'mysql.client': {
      effect: 'db',
      reads: query,
      returns: {
        getConnection: 'mysql.client',
        promise: 'mysql.client',
        request: 'mysql.client',
        input: 'mysql.client',
      },
    },
  },
};

export const redbean: Library = {
  family: 'RedBeanNode',
  packages: ['redbean-node'],
  exports: { R: 'redbean', default: 'redbean', RedBeanNode: 'new redbean' },
  kinds: {
    redbean: {
      effect: 'db',
      reads: 'find findOne findAll load loadAll getAll getRow getCell getCol getAssoc count findMulti',
      writes: 'store storeAll trash trashAll exec',
      returns: { begin: 'redbean', dispense: 'redbean.bean' },
      callback: { transaction: 'redbean' },
    },
    'redbean.bean': {},
  },
};

export const sqlite: Library = {
  family: 'SQLite',
  packages: ['better-sqlite3', 'node:sqlite', 'bun:sqlite', 'better-sqlite3-multiple-ciphers'],
  exports: { default: 'new sqlite', DatabaseSync: 'new sqlite', Database: 'new sqlite', '*': 'sqlite.value' },
  kinds: {
    sqlite: { returns: { prepare: 'sqlite.statement', query: 'sqlite.statement' } },
    'sqlite.statement': {},
    'sqlite.value': {},
  },
};

export const sqliteAsync: Library = {
  family: 'sqlite3',
  packages: ['sqlite3', 'sqlite', '@libsql/client', '@libsql/client/*', 'expo-sqlite', 'sql.js-httpvfs'],
  exports: {
    Database: 'new sqlite3',
    open: 'sqlite3.open',
    createClient: 'sqlite3.open',
    default: 'sqlite3.module',
  },
  kinds: {
    sqlite3: {
      effect: 'db',
      reads: 'get all each execute getAllAsync getFirstAsync',
      writes: 'run exec runAsync execAsync',
      returns: { prepare: 'sqlite3' },
    },
    'sqlite3.open': { returns: { '()': 'sqlite3' } },
    'sqlite3.module': { get: { Database: 'new sqlite3' }, returns: { verbose: 'sqlite3.module' } },
  },
};
