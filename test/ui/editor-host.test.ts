import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openWorkbench, type Workbench } from '../../src/build/editor/workbench.ts';

/** An extension of a few lines, to test the host by itself. */
const MANIFEST = {
  name: 'greeter',
  publisher: 'test',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  capabilities: { untrustedWorkspaces: { supported: true } },
  contributes: { commands: [{ command: 'greeter.greet', title: 'Greet', category: 'Greeter' }] },
};
const MAIN = `
  const vscode = require('vscode');
  exports.activate = (context) => context.subscriptions.push(
    vscode.commands.registerCommand('greeter.greet', async () => {
      const name = await vscode.window.showQuickPick(['Ada', 'Grace']);
      const panel = vscode.window.createWebviewPanel('greeter', 'Greeter', 1, {});
      panel.webview.html = '<body data-greeted><h1>Hello ' + name + '</h1></body>';
      const trust = vscode.workspace.isTrusted ? 'trusted' : 'restricted';
      vscode.window.showInformationMessage(process.env.GREETING + ' ' + name + ', ' + trust);
    }));
`;

describe('the embedded editor', () => {
  let scratch = '';
  let workbench: Workbench;

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'perfloop-ui-'));
    const extension = path.join(scratch, 'extension');
    const folder = path.join(scratch, 'folder');
    await mkdir(extension);
    await mkdir(folder);
    await writeFile(path.join(extension, 'package.json'), JSON.stringify(MANIFEST));
    await writeFile(path.join(extension, 'main.js'), MAIN);
    await writeFile(path.join(folder, 'app.js'), 'const a = 1;\nconst b = 2;\n');
    workbench = await openWorkbench({ folder, extension, restricted: true, env: { GREETING: 'Welcome' } });
  });

  after(async () => {
    await workbench?.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  test('runs an extension that can be driven by hand, in Restricted Mode', async () => {
    await workbench.command('Greeter: Greet');
    await workbench.pick('Grace');
    const frame = await workbench.webview('body[data-greeted]');
    assert.equal(await frame.locator('h1').textContent(), 'Hello Grace');
    const notification = await workbench.notification('Welcome');
    assert.match((await notification.textContent()) ?? '', /Welcome Grace, restricted/);
    await workbench.clearNotifications();
    assert.equal(await notification.count(), 0);
  });

  test('opens files at lines and takes pictures', async () => {
    await workbench.openFile('app.js', 2);
    await workbench.statusBar('Ln 2');
    const file = path.join(scratch, 'picture.png');
    await workbench.screenshot(file);
    const png = await readFile(file);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1600, 1000]);
  });

  test('says what is not there', async () => {
    await assert.rejects(workbench.command('Greeter: Insult', 3000), /No command "Greeter: Insult"/);
    await assert.rejects(workbench.webview('body[data-insulted]', 500), /No webview has/);
  });
});
