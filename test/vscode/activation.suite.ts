import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { mayRun } from '../../src/vscode/services/trust.ts';
import { suite, test } from './harness.ts';
import { extension } from './support.ts';

suite('activation', () => {
  test('a workspace without recordings does not start the extension; its first command does', async () => {
    assert.equal(extension().isActive, false);
    await vscode.commands.executeCommand('perfloop.closeProfile');
    assert.equal(extension().isActive, true);
  });

  test('every command of the manifest is there', async () => {
    const known = await vscode.commands.getCommands(true);
    const { commands } = extension().packageJSON.contributes as { commands: { command: string }[] };
    assert.deepEqual(
      commands.map((c) => c.command).filter((c) => !known.includes(c)),
      [],
    );
  });

  test('without trust nothing runs, and a person is told why and what to do', async () => {
    const asked: string[] = [];
    const ask = async (...words: unknown[]) => {
      asked.push(words.join(' | '));
      return undefined;
    };
    assert.equal(await mayRun(false, ask as typeof vscode.window.showWarningMessage), false);
    assert.match(asked[0] ?? '', /Restricted Mode.*\| Manage Workspace Trust$/);
    assert.equal(await mayRun(true, ask as typeof vscode.window.showWarningMessage), true);
    assert.equal(asked.length, 1);
  });
});
