/** What VS Code loads as `extensionTestsPath`. The build puts every `*.suite.ts` of this folder before it. */
import { runSuites } from './harness.ts';

export const run = runSuites;
