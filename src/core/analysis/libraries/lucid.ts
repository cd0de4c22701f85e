import type { Library } from './types.ts';

/** AdonisJS' models and queries, by the names of its fifth version and of those after it. */
export const lucid: Library = {
  family: 'Lucid',
  packages: [
    '@adonisjs/lucid/orm',
    '@adonisjs/lucid/services/db',
    '@ioc:Adonis/Lucid/Orm',
    '@ioc:Adonis/Lucid/Database',
  ],
  exports: { BaseModel: 'new lucid.row', default: 'lucid.database' },
  kinds: {
    'lucid.row': {
      effect: 'db',
      reads: 'load loadCount loadAggregate refresh',
      writes: 'save delete',
      statics: 'lucid.model',
    },
    'lucid.model': {
      effect: 'db',
      reads: 'find findOrFail findBy findByOrFail findMany findManyBy first firstOrFail firstOrNew all query',
      writes:
        'create createMany firstOrCreate updateOrCreate fetchOrCreateMany updateOrCreateMany truncate createQuietly',
      returns: {
        find: 'lucid.row',
        findOrFail: 'lucid.row',
        findBy: 'lucid.row',
        findByOrFail: 'lucid.row',
        first: 'lucid.row',
        create: 'lucid.row',
        firstOrCreate: 'lucid.row',
        updateOrCreate: 'lucid.row',
      },
    },
    'lucid.database': {
      effect: 'db',
      reads: 'from query rawQuery',
      writes: 'table insertQuery',
      callback: { transaction: 'lucid.database' },
    },
  },
};
