import type { Library } from './types.ts';

const reads =
  'find findOne findBy findOneBy findAndCount findAndCountBy findOneOrFail findOneByOrFail findByIds findOneById count countBy exist exists existsBy sum average minimum maximum query createQueryBuilder findTrees findRoots findDescendants findAncestors stream findAll findById';
const writes =
  'save insert update upsert delete remove softDelete softRemove restore recover increment decrement clear updateAll';

export const typeorm: Library = {
  family: 'TypeORM',
  packages: ['typeorm', '@nestjs/typeorm', 'typeorm-transactional', 'nestjs-typeorm-paginate'],
  exports: {
    Repository: 'new typeorm.repository',
    TreeRepository: 'new typeorm.repository',
    MongoRepository: 'new typeorm.repository',
    EntityManager: 'new typeorm.manager',
    MongoEntityManager: 'new typeorm.manager',
    DataSource: 'new typeorm.source',
    Connection: 'new typeorm.source',
    QueryRunner: 'new typeorm.runner',
    BaseEntity: 'new typeorm.entity',
    SelectQueryBuilder: 'new typeorm.builder',
    getRepository: 'typeorm.get',
    getCustomRepository: 'typeorm.get',
    getManager: 'typeorm.getManager',
    getConnection: 'typeorm.getSource',
    createConnection: 'typeorm.getSource',
    InjectRepository: 'typeorm.get',
    AbstractRepository: 'new typeorm.repository',
  },
  kinds: {
    'typeorm.repository': {
      effect: 'db',
      reads,
      writes,
      pure: 'create merge getId hasId',
      get: { manager: 'typeorm.manager' },
      returns: { createQueryBuilder: 'typeorm.query', extend: 'typeorm.repository' },
    },
    'typeorm.manager': {
      effect: 'db',
      reads,
      writes,
      returns: {
        getRepository: 'typeorm.repository',
        withRepository: 'typeorm.repository',
        getCustomRepository: 'typeorm.repository',
        createQueryBuilder: 'typeorm.query',
      },
      callback: { transaction: 'typeorm.manager' },
      get: { connection: 'typeorm.source' },
    },
    'typeorm.source': {
      effect: 'db',
      reads: 'query createQueryBuilder',
      get: { manager: 'typeorm.manager' },
      returns: {
        getRepository: 'typeorm.repository',
        getCustomRepository: 'typeorm.repository',
        createQueryRunner: 'typeorm.runner',
        createEntityManager: 'typeorm.manager',
      },
      callback: { transaction: 'typeorm.manager' },
    },
    'typeorm.runner': { effect: 'db', reads: 'query', get: { manager: 'typeorm.manager' } },
    'typeorm.get': { returns: { '()': 'typeorm.repository' } },
    'typeorm.getManager': { returns: { '()': 'typeorm.manager' } },
    'typeorm.getSource': { returns: { '()': 'typeorm.source' } },
    'typeorm.query': {},
    'typeorm.builder': {
      effect: 'db',
      reads:
        'getMany getOne getRawMany getRawOne getCount getManyAndCount getOneOrFail getRawAndEntities getExists',
      writes: 'execute',
    },
    'typeorm.entity': {
      effect: 'db',
      writes: 'save remove softRemove reload recover',
      statics: 'typeorm.repository',
    },
  },
};

export const mikroOrm: Library = {
  family: 'MikroORM',
  packages: ['@mikro-orm/*'],
  exports: {
    EntityManager: 'new mikro.em',
    SqlEntityManager: 'new mikro.em',
    EntityRepository: 'new mikro.em',
    InjectRepository: 'mikro.get',
    MikroORM: 'new mikro.orm',
  },
  kinds: {
    'mikro.em': {
      effect: 'db',
      reads: 'find findOne findOneOrFail findAndCount findAll count populate execute refresh findByCursor',
      writes:
        'flush persistAndFlush removeAndFlush nativeInsert nativeUpdate nativeDelete upsert upsertMany insert insertMany',
      returns: { fork: 'mikro.em', getRepository: 'mikro.em' },
      callback: { transactional: 'mikro.em' },
    },
    'mikro.orm': { get: { em: 'mikro.em' } },
    'mikro.get': { returns: { '()': 'mikro.em' } },
  },
};
