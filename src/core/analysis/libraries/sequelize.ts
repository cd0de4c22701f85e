import type { Library } from './types.ts';

export const sequelize: Library = {
  family: 'Sequelize',
  packages: ['sequelize', 'sequelize-typescript', '@sequelize/*', '@nestjs/sequelize'],
  exports: {
    Sequelize: 'new sequelize',
    default: 'new sequelize',
    Model: 'new sequelize.row',
    ModelStatic: 'new sequelize.model',
    ModelCtor: 'new sequelize.model',
    InjectModel: 'sequelize.inject',
  },
  kinds: {
    sequelize: {
      effect: 'db',
      reads: 'query',
      returns: { define: 'sequelize.model', model: 'sequelize.model', import: 'sequelize.model' },
      get: { models: 'sequelize.models' },
      callback: { transaction: 'sequelize.transaction' },
    },
    'sequelize.models': { get: { '*': 'sequelize.model' } },
    'sequelize.model': {
      effect: 'db',
      reads: 'findAll findOne findByPk findAndCountAll findOrBuild count max min sum aggregate',
      writes:
        'create bulkCreate update upsert destroy findOrCreate findCreateFind increment decrement restore truncate',
      returns: {
        scope: 'sequelize.model',
        unscoped: 'sequelize.model',
        schema: 'sequelize.model',
        findAll: 'sequelize.rows',
        findOne: 'sequelize.row',
        findByPk: 'sequelize.row',
        create: 'sequelize.row',
      },
    },
    'sequelize.rows': { element: 'sequelize.row' },
    'sequelize.row': {
      effect: 'db',
      writes: 'save update destroy reload increment decrement restore',
      related: true,
      statics: 'sequelize.model',
    },
    'sequelize.transaction': {},
    'sequelize.inject': { returns: { '()': 'sequelize.model' } },
  },
};
