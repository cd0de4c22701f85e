/** Every library family, sorted. Adding one: a file (or an object in one), a line here, a case in the tests. */
import { drizzle, knex, kysely } from './builders.ts';
import { algorand, polkadot, starknet, ton } from './chains.ts';
import { aiSdk, dataProviders, httpClients, nodeHttp, sdks, solana, urql } from './http.ts';
import { lucid } from './lucid.ts';
import { meteor, mongodb, mongoose } from './mongo.ts';
import { fileSystem, fileSystemPromises, processes, timers } from './node.ts';
import { prisma } from './prisma.ts';
import { queryClients } from './query-clients.ts';
import { redis } from './redis.ts';
import { sequelize } from './sequelize.ts';
import { mysql, pg, redbean, sqlite, sqliteAsync } from './sql.ts';
import { appwrite, arango, couch, dynamo, firebaseTree, firebaseUsers, parse, rethinkdb } from './stores.ts';
import { mikroOrm, typeorm } from './typeorm.ts';
import type { Kind, Library } from './types.ts';
import { bots, browsers, harmless, loaders, microservices, pageStores, queues, slackApps } from './work.ts';

export const libraries: readonly Library[] = [
  aiSdk,
  algorand,
  appwrite,
  arango,
  bots,
  browsers,
  couch,
  dataProviders,
  urql,
  drizzle,
  dynamo,
  fileSystem,
  fileSystemPromises,
  firebaseTree,
  firebaseUsers,
  harmless,
  httpClients,
  knex,
  kysely,
  loaders,
  lucid,
  meteor,
  microservices,
  mikroOrm,
  mongodb,
  mongoose,
  mysql,
  nodeHttp,
  pageStores,
  parse,
  pg,
  polkadot,
  prisma,
  processes,
  queryClients,
  queues,
  redbean,
  redis,
  rethinkdb,
  sdks,
  solana,
  sequelize,
  slackApps,
  sqlite,
  sqliteAsync,
  starknet,
  timers,
  ton,
  typeorm,
];

const exact = new Map<string, Library>();
const prefixes: (readonly [string, Library])[] = [];
for (const library of libraries) {
  for (const name of library.packages) {
    if (name.endsWith('*')) prefixes.push([name.slice(0, -1), library]);
    else exact.set(name, library);
  }
}

export const kinds: ReadonlyMap<string, Kind> = new Map(libraries.flatMap((l) => Object.entries(l.kinds)));

export function libraryOf(module: string): Library | undefined {
  return exact.get(module) ?? prefixes.find(([prefix]) => module.startsWith(prefix))?.[1];
}

/** What an import of a package is: a kind, `new kind` for a class, '' where nothing is known. */
export function importKind(module: string, name: string): string {
  const library = libraryOf(module);
  if (!library) return '';
  return exported(library, name === '*' ? 'default' : name) ?? library.exports['*'] ?? '';
}

/** What a package exports by a name, where its library says so. */
export function exportKind(module: string, name: string): string {
  const library = libraryOf(module);
  return (library && exported(library, name)) ?? '';
}

function exported({ exports }: Library, name: string): string | undefined {
  return Object.hasOwn(exports, name) ? exports[name] : undefined;
}

const methodSets = new Map<string, ReadonlySet<string>>();

/** Whether a space-separated list of methods has one. */
export function listed(list: string | undefined, name: string): boolean {
  if (!list) return false;
  let set = methodSets.get(list);
  if (!set) {
    set = new Set(list.split(' '));
    methodSets.set(list, set);
  }
  return set.has(name) || set.has('*');
}
