import type { Library } from './types.ts';

export const redis: Library = {
  family: 'Redis and Memcached',
  packages: [
    'redis',
    'ioredis',
    '@redis/*',
    '@upstash/redis',
    'async-redis',
    'handy-redis',
    'memjs',
    'memcached',
    '@liaoliaots/nestjs-redis',
    '@nestjs-modules/ioredis',
    '@vercel/kv',
    'keyv',
    'cache-manager',
    '@nestjs/cache-manager',
  ],
  exports: {
    createClient: 'redis.create',
    default: 'new redis',
    Redis: 'new redis',
    Cluster: 'new redis',
    kv: 'redis',
    Client: 'new redis',
    RedisClientType: 'new redis',
    Cache: 'new redis',
    caching: 'redis.create',
    InjectRedis: 'redis.create',
    createCache: 'redis.create',
  },
  kinds: {
    'redis.create': { returns: { '()': 'redis' } },
    redis: {
      effect: 'cache',
      reads:
        'get mget hget hgetall hGet hGetAll hmget hmGet exists smembers sMembers sismember sIsMember scard sCard lrange lRange llen lLen zrange zRange zrangebyscore zscore zScore ttl pttl keys type strlen getex wrap zcard zCard zrevrange hkeys hKeys hlen hLen hvals hVals xrange xread call sendCommand json',
      writes:
        'set setex setEx psetex setnx setNX mset del unlink incr incrby incrBy decr decrby expire expireat pexpire mdel hset hSet hmset hdel hDel hincrby hIncrBy sadd sAdd srem sRem lpush lPush rpush rPush lpop lPop rpop rPop lrem lRem ltrim lTrim zadd zAdd zrem zRem zincrby zIncrBy publish persist rename getset getdel xadd xAdd xack eval evalsha flushall flushdb delete clear',
      returns: {
        multi: 'redis.pipeline',
        pipeline: 'redis.pipeline',
        batch: 'redis.pipeline',
        duplicate: 'redis',
        fromEnv: 'redis',
        // `memjs.Client.create()`
        create: 'redis',
      },
      get: { default: 'new redis', Client: 'new redis' },
    },
    'redis.pipeline': {
      effect: 'cache',
      writes: 'exec execAsync execAsPipeline',
      returns: { '*': 'redis.pipeline', exec: 'redis.rows' },
    },
    'redis.rows': {},
  },
};
