import type { Library } from './types.ts';

export const prisma: Library = {
  family: 'Prisma',
  packages: [
    '@prisma/client',
    '@prisma/client/*',
    '.prisma/client',
    '@prisma/extension-accelerate',
    '@prisma/adapter-*',
  ],
  exports: { PrismaClient: 'new prisma', Prisma: 'prisma.types', '*': 'prisma.value' },
  kinds: {
    prisma: {
      effect: 'db',
      reads: '$queryRaw $queryRawUnsafe $queryRawTyped',
      writes: '$executeRaw $executeRawUnsafe $runCommandRaw',
      get: { '*': 'prisma.model' },
      returns: { $extends: 'prisma' },
      callback: { $transaction: 'prisma' },
      pure: '$on $connect $disconnect $use $extends',
    },
    'prisma.model': {
      effect: 'db',
      reads:
        'findMany findUnique findFirst findUniqueOrThrow findFirstOrThrow count aggregate groupBy findRaw aggregateRaw',
      writes:
        'create createMany createManyAndReturn update updateMany updateManyAndReturn upsert delete deleteMany',
      returns: { findMany: 'prisma.rows' },
    },
    'prisma.rows': {},
    'prisma.types': { get: { TransactionClient: 'new prisma' } },
    'prisma.value': {},
  },
};
