import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import { serve } from './wire.js';

// The service says when to stop, by closing the channel; Ctrl-C reaches both processes, and the service
// still needs its database while it finishes.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));

// The package's ready-made cluster saves the five seconds that initdb takes in WebAssembly.
const database = await PGlite.create({ loadDataDir: await dataDir() });
const server = await serve(database);
process.send({ port: server.address().port });
