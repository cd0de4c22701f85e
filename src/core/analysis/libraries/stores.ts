import type { Library } from './types.ts';

export const appwrite: Library = {
  family: 'Appwrite',
  packages: ['node-appwrite', 'appwrite', 'react-native-appwrite'],
  exports: {
    Databases: 'new appwrite',
    TablesDB: 'new appwrite',
    Users: 'new appwrite',
    Teams: 'new appwrite',
    Storage: 'new appwrite',
    Functions: 'new appwrite',
    '*': 'appwrite.value',
  },
  kinds: {
    appwrite: {
      effect: 'db',
      reads: 'getDocument listDocuments getRow listRows get list getFile listFiles listMemberships',
      writes:
        'createDocument updateDocument upsertDocument deleteDocument createRow updateRow upsertRow deleteRow create delete createFile deleteFile createExecution createMembership updatePrefs updateLabels',
    },
    'appwrite.value': {},
  },
};

/** A term asks nothing before it is run. */
export const rethinkdb: Library = {
  family: 'RethinkDB',
  packages: ['rethinkdb', 'rethinkdb-ts'],
  exports: { default: 'rethink', r: 'rethink' },
  kinds: { rethink: { effect: 'db', reads: 'run', returns: { '*': 'rethink', '()': 'rethink' } } },
};

export const couch: Library = {
  family: 'CouchDB',
  packages: ['nano'],
  exports: { default: 'nano.create', '*': 'nano.create' },
  kinds: {
    'nano.create': { returns: { '()': 'nano' } },
    nano: { returns: { use: 'nano.database', scope: 'nano.database' }, get: { db: 'nano' } },
    'nano.database': {
      effect: 'db',
      reads: 'get head find view list',
      writes: 'insert destroy',
    },
  },
};

export const arango: Library = {
  family: 'ArangoDB',
  packages: ['arangojs'],
  exports: { Database: 'new arango', default: 'new arango', '*': 'arango.value' },
  kinds: {
    arango: {
      effect: 'db',
      reads: 'query',
      returns: { collection: 'arango.collection', database: 'arango' },
    },
    'arango.collection': {
      effect: 'db',
      reads: 'document documentExists firstExample byExample',
      writes: 'save update replace remove',
    },
    'arango.value': {},
  },
};

export const parse: Library = {
  family: 'Parse',
  packages: ['parse', 'parse/node', 'parse/react-native'],
  exports: { default: 'parse', '*': 'parse' },
  kinds: {
    parse: {
      get: { Query: 'new parse.query', Object: 'new parse.row', User: 'new parse.row', Cloud: 'parse.cloud' },
    },
    'parse.query': {
      effect: 'db',
      reads: 'get first find count distinct aggregate',
      returns: { get: 'parse.row', first: 'parse.row', find: 'parse.rows', '*': 'parse.query' },
    },
    'parse.rows': { element: 'parse.row' },
    'parse.row': { effect: 'db', reads: 'fetch', writes: 'save destroy' },
    'parse.cloud': { effect: 'http', reads: 'run httpRequest' },
  },
};

/** What a page or a server asks Firebase's tree for, as functions; `firebase-admin` has methods for it. */
export const firebaseTree: Library = {
  family: 'Firebase Realtime Database',
  packages: ['firebase/database'],
  exports: {
    get: 'tree.read',
    set: 'tree.write',
    update: 'tree.write',
    remove: 'tree.write',
    runTransaction: 'tree.write',
    '*': 'tree.value',
  },
  kinds: {
    'tree.read': { effect: 'http', self: 'read' },
    'tree.write': { effect: 'http', self: 'write' },
    'tree.value': {},
  },
};

/** Users as a server sees them. Tokens are checked and made in memory. */
export const firebaseUsers: Library = {
  family: 'Firebase Auth, of servers',
  packages: ['firebase-admin/auth'],
  exports: { getAuth: 'users.get', '*': 'users.value' },
  kinds: {
    'users.get': { returns: { '()': 'users' } },
    users: {
      effect: 'http',
      reads: 'getUser getUsers getUserByEmail getUserByPhoneNumber getUserByProviderUid listUsers',
      writes:
        'createUser updateUser deleteUser deleteUsers importUsers setCustomUserClaims revokeRefreshTokens generatePasswordResetLink generateEmailVerificationLink',
    },
    'users.value': {},
  },
};

/** DynamoDB by way of models and entities; what is sent to its own client says itself what it is. */
export const dynamo: Library = {
  family: 'DynamoDB',
  packages: ['dynamoose', 'electrodb', 'dynamodb-toolbox', 'dynamodb-onetable'],
  exports: { default: 'sdk.rows', '*': 'sdk.rows' },
  kinds: {
    'sdk.rows': {
      effect: 'db',
      reads: 'get query scan find match batchGet count',
      writes: 'put create update patch upsert delete remove save batchPut batchDelete go exec send',
      get: { query: 'sdk.rows.asked', scan: 'sdk.rows.asked', '*': 'sdk.rows' },
      returns: {
        get: 'sdk.rows.asked',
        query: 'sdk.rows.asked',
        scan: 'sdk.rows.asked',
        find: 'sdk.rows.asked',
        match: 'sdk.rows.asked',
        '*': 'sdk.rows',
        '()': 'sdk.rows',
      },
    },
    /** `Task.query.byOwner({ owner }).go()`; what came of it may be saved. */
    'sdk.rows.asked': {
      effect: 'db',
      reads: 'go exec all',
      writes: 'save delete',
      returns: { '*': 'sdk.rows.asked', '()': 'sdk.rows.asked' },
      get: { '*': 'sdk.rows.asked' },
    },
  },
};
