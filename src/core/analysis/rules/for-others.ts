/** Code that is there for others to call, as a package's manifest tells. */

import type { World } from '../link.ts';
import { join, sourceOf } from '../modules.ts';
import type { FileSummary } from '../summary.ts';

const applications =
  /^(react|react-dom|react-native|vue|svelte|@angular\/core|preact|next|nuxt|electron|express|fastify|koa|@nestjs\/core|hono|@hapi\/hapi|discord\.js|telegraf|restify|@apollo\/server|apollo-server.*|bullmq|bull|socket\.io|meteor-node-stubs)$/;
/** What programs use, and packages for others as well. */
const ofBoth = /^(jquery|pg|mongoose|mongodb|sequelize|typeorm|@prisma\/client|knex)$/;

/** Code for others: whoever calls it may hand it any text. */
export function isLibrary(file: FileSummary, world: World): boolean {
  if (/\.[jt]sx$/.test(file.path) || !world.isPackage(file)) return false;
  // A component's package leaves the framework to the application.
  const peers = world.packageOf(file)?.peers ?? [];
  if (peers.some((p) => applications.test(p) || ofBoth.test(p))) return true;
  return (
    !world.dependsOn(file, applications) && (!world.dependsOn(file, ofBoth) || hasGivingMain(file, world))
  );
}

/** What is required gives something; what is only run, with a database of its own, does not. */
function hasGivingMain(file: FileSummary, world: World): boolean {
  const { folder = '', mains = [] } = world.packageOf(file) ?? {};
  const gives = (path: string): boolean =>
    Object.keys(world.files.get(join(folder, path))?.exports ?? {}).length > 0;
  return (
    mains.some((main) => gives(main) || ['.js', '.ts'].some((end) => gives(sourceOf(main) + end))) &&
    !world.serves(file)
  );
}

/** `"main": "./dist/index.js"` beside `"bin": "./dist/cli.js"`: who requires the package hands it texts of others. */
export function isMoreThanCommand(file: FileSummary, world: World): boolean {
  const { mains = [], bins = [] } = world.packageOf(file) ?? {};
  const commands = new Set(bins.map(fileName));
  return mains.some((main) => !commands.has(fileName(main)));
}

function fileName(path: string): string {
  return path.replace(/^.*\//, '').replace(/(\.d)?\.\w+$/, '');
}
