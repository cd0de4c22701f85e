/** Fixes that are read before they are made, findings that move, and what a recording says of cold code. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { escaped } from '../../src/vscode/services/markdown.ts';
import { type Proposal, proposalScheme } from '../../src/vscode/services/review/proposals.ts';
import { cpuProfile } from './fixture-profile.ts';
import { suite, test, until } from './harness.ts';
import { actions, extension, ours, removed, show, told, write } from './support.ts';

const patienceMs = 40_000;
const unhurried = { timeoutMs: 120_000 };

const handler = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const orders = req.body.orders;
  for (const order of orders) {
    order.customer = await prisma.customer.findUnique({ where: { id: order.customerId } });
  }
  res.json(orders);
}
`;
const other = handler.replaceAll('order', 'ticket');

const proposals = () => extension().exports.review.proposals;

function tabs(): vscode.TabInputTextDiff[] {
  return vscode.window.tabGroups.all
    .flatMap((g) => g.tabs)
    .map((t) => t.input)
    .filter((i) => i instanceof vscode.TabInputTextDiff)
    .filter((i) => i.modified.scheme === proposalScheme);
}

interface Shown {
  readonly document: vscode.TextDocument;
  readonly editor: vscode.TextEditor;
  readonly diff: vscode.TabInputTextDiff;
  readonly proposal: Proposal;
}

/** The preview of the fix, by the quick fix that offers it. */
async function preview(file: string): Promise<Shown> {
  const uri = await write(file, handler);
  const editor = await show(file);
  const { document } = editor;
  const found = await until('a finding', () => ours(uri)[0], patienceMs);
  const action = await until(
    'the quick fix',
    async () => (await actions(uri, found.range)).find((a) => a.title.endsWith('(preview)')),
    patienceMs,
  );
  assert.equal(action.edit, undefined);
  await vscode.commands.executeCommand(action.command!.command, ...(action.command!.arguments ?? []));
  const diff = await until('the diff', () => tabs()[0], patienceMs);
  return { document, editor, diff, proposal: proposals().all()[0]! };
}

const apply = () => vscode.commands.executeCommand('perfloop.review.applyProposal');

suite('fixes that are shown first', () => {
  test(
    'the file beside what it would be: nothing is changed before it is applied, and then in one step',
    async (t) => {
      await removed(t, 'shown');
      const { document, diff, proposal } = await preview('shown/handler.ts');
      assert.equal(diff.original.toString(), document.uri.toString());
      const proposed = await vscode.workspace.openTextDocument(diff.modified);
      assert.match(proposed.getText(), /customerById/);
      assert.equal(proposed.languageId, 'typescript');
      assert.equal(document.getText(), handler);
      assert.match(proposal.fix.note, /array/);
      await apply();
      assert.equal(document.getText(), proposed.getText());
      await until('its tab closed', () => tabs().length === 0);
      await until('the file', () => vscode.window.activeTextEditor?.document === document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), handler);
    },
    unhurried,
  );

  test(
    'asked for twice it is one; discarded or closed it is over',
    async (t) => {
      await removed(t, 'twice');
      const { document, proposal } = await preview('twice/handler.ts');
      await proposals().open(proposal.told, proposal.fix);
      assert.equal(tabs().length, 1);
      await vscode.commands.executeCommand('perfloop.review.discardProposal');
      await until('its tab closed', () => tabs().length === 0);
      assert.equal(proposals().all().length, 0);
      await proposals().open(proposal.told, proposal.fix);
      await until('the diff', () => tabs().length === 1);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until('nothing proposed', () => proposals().all().length === 0);
      assert.equal(document.getText(), handler);
    },
    unhurried,
  );

  test(
    'the file is edited meanwhile: worked out anew, and applied only as it was seen',
    async (t) => {
      await removed(t, 'stale');
      const said = told(t);
      const { document, diff } = await preview('stale/handler.ts');
      const edit = async (at: vscode.Range, text: string) => {
        const edits = new vscode.WorkspaceEdit();
        edits.replace(document.uri, at, text);
        await vscode.workspace.applyEdit(edits);
      };
      await edit(new vscode.Range(0, 0, 0, 0), '// a line above\n');
      await apply();
      await until('a refusal', () => said.some((s) => /handler\.ts was edited meanwhile.*anew/.test(s)));
      assert.equal(document.getText(), `// a line above\n${handler}`);
      const proposed = await vscode.workspace.openTextDocument(diff.modified);
      await until('the new text', () => proposed.getText().startsWith('// a line above\n'));
      await edit(new vscode.Range(0, 0, 0, 0), '// another\n');
      await until('the next text', () => proposed.getText().startsWith('// another\n'), patienceMs);
      await apply();
      assert.equal(document.getText(), proposed.getText());
      assert.match(document.getText(), /customerById/);
    },
    unhurried,
  );

  test(
    'code that the fix does not fit any more is left alone',
    async (t) => {
      await removed(t, 'gone');
      const said = told(t);
      const { document, editor } = await preview('gone/handler.ts');
      const mended = handler.replace(/for \(const order[\s\S]*?\n {2}\}\n/, '');
      const edits = new vscode.WorkspaceEdit();
      edits.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), mended);
      await vscode.workspace.applyEdit(edits);
      await until('it is known', () => proposals().all()[0]?.gone, patienceMs);
      await apply();
      await until('a refusal', () => said.some((s) => /does not fit/.test(s)));
      assert.equal(editor.document.getText(), mended);
    },
    unhurried,
  );

  test(
    'a change of several files is one: shown together, made and undone together',
    async (t) => {
      await removed(t, 'several');
      const { proposal, document } = await preview('several/handler.ts');
      const second = await write('several/other.ts', other);
      await vscode.commands.executeCommand('perfloop.review.discardProposal');
      const top = '// one\n';
      const edits = [
        { file: proposal.told.finding.file, start: 0, end: 0, text: top },
        { file: 'several/other.ts', start: 0, end: 0, text: top },
      ];
      const both = await proposals().open(proposal.told, { ...proposal.fix, name: 'both', edits });
      assert.deepEqual(
        both.files.map((f) => f.text),
        [top + handler, top + other],
      );
      const tab = await until('its tab', () =>
        vscode.window.tabGroups.all
          .flatMap((g) => g.tabs)
          .find((one) => /Proposed fix \(2 files\)/.test(one.label)),
      );
      await until('it in front', () => tab.isActive);
      await apply();
      assert.equal(document.getText(), top + handler);
      assert.equal((await vscode.workspace.openTextDocument(second)).getText(), top + other);
      await until('nothing proposed', () => proposals().all().length === 0);
    },
    unhurried,
  );
});

const script = `const report = JSON.parse(process.argv[2]);
const all = [];
for (const id of report.rows) {
  const own = JSON.parse(JSON.stringify(report));
  all.push(own, id);
}
console.log(all.length);
`;

test('names do not act as Markdown, and are escaped no more than that', () => {
  const told: Readonly<Record<string, string>> = {
    'pool.query runs (x) - y && z!': 'pool.query runs (x) - y && z!',
    customer_id: 'customer_id',
    _x_: '\\_x\\_',
    '__x__ a': '\\_\\_x\\_\\_ a',
    '[l](command:x)': '\\[l\\](command:x)',
    '*a* `b` <c> ~d~ |': '\\*a\\* \\`b\\` \\<c\\> \\~d\\~ \\|',
    '$(fire) $x &lt;': '\\$(fire) $x \\&lt;',
    '# a': '\\# a',
    '- a': '\\- a',
    '1. a': '1\\. a',
    'https://a.b www.a.b a@b.c': 'https\\://a.b www\\.a.b a\\@b.c',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(told).map((name) => [name, escaped(name)])), told);
});

suite('review with a recording', () => {
  test(
    'what runs once is told where the recording shows it hot, with its share, until the recording is closed',
    async (t) => {
      await removed(t, 'scripts', 'script.cpuprofile');
      t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
      const uri = await write('scripts/import.js', script);
      const { document } = await show('scripts/import.js');
      const { review } = extension().exports;
      await until('the first look', () => review.live.of(document), patienceMs);
      await vscode.commands.executeCommand('perfloop.reviewWorkspace');
      const inTree = () =>
        extension()
          .exports.reviewTree.described()
          .filter((r) => r.includes('import.js:4'));
      assert.deepEqual([ours(uri), inTree()], [[], []]);
      const profile = await write(
        'script.cpuprofile',
        cpuProfile(uri.fsPath, [{ line: 4, samples: 38 }], [], 62),
      );
      await vscode.commands.executeCommand('perfloop.openProfile', profile);
      await until('it is told', () => ours(uri).some((d) => /% of the run\)$/.test(d.message)), patienceMs);
      assert.match(review.live.of(document)!.findings[0]!.context, /script.*, yet hot in the recording/);
      await until('it is in the tree', () => inTree().some((r) => r.includes('%')), patienceMs);
      await vscode.commands.executeCommand('perfloop.closeProfile');
      await until('it is told no more', () => ours(uri).length === 0 && inTree().length === 0, patienceMs);
    },
    unhurried,
  );

  test(
    'rows of the tree follow what is typed above them',
    async (t) => {
      await removed(t, 'moving');
      t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
      await write('moving/handler.ts', handler);
      const editor = await show('moving/handler.ts');
      await vscode.commands.executeCommand('perfloop.reviewWorkspace');
      const rows = () => extension().exports.reviewTree.described();
      await until('its row', () => rows().some((r) => r.includes('handler.ts:6')), patienceMs);
      await editor.edit((e) => e.insert(new vscode.Position(0, 0), '// one\n// two\n'));
      await until('its row below', () => rows().some((r) => r.includes('handler.ts:8')), patienceMs);
      assert.ok(
        rows().some((r) => r.includes('handler.ts:7 loop over orders')),
        rows().join('\n'),
      );
    },
    unhurried,
  );
});
