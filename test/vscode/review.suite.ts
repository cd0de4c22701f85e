import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { findingNow } from '../../src/vscode/services/review/staged-lines.ts';
import { cpuProfile } from './fixture-profile.ts';
import { suite, type TestContext, test, until } from './harness.ts';
import {
  actions,
  closeAll,
  extension,
  inWorkspace,
  ours,
  removed,
  set,
  show,
  told,
  write,
} from './support.ts';

/** A busy machine starts workers slowly; a test never waits for them otherwise. */
const patienceMs = 40_000;
const unhurried = { timeoutMs: 120_000 };

const helper = `const { Pool } = require('pg');
const pool = new Pool();
exports.customerOf = async (id) => {
  const { rows } = await pool.query('SELECT * FROM customers WHERE id = $1', [id]);
  return rows[0];
};
`;
const slow = `const { customerOf } = require('./db');
exports.list = async (req, res) => {
  const orders = await req.app.locals.orders.all();
  for (const order of orders) {
    order.customer = await customerOf(order.customerId);
  }
  res.json(orders);
};
`;
/** Two formatters made per item. */
const formatting = `exports.totals = (req, res) => {
  const out = [];
  for (const row of req.body.rows) {
    out.push(new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(row.total));
  }
  res.json(out);
};
exports.names = (req, res) => {
  const out = [];
  for (const row of req.body.rows) {
    out.push(new Intl.DateTimeFormat('de').format(row.at));
  }
  res.json(out);
};
`;
const quick = slow.replace('for (const order of orders) {', 'const order = orders[0];\n  {');

const slug = (d: vscode.Diagnostic) => (typeof d.code === 'object' ? d.code.value : d.code);

async function nPlusOne(uri: vscode.Uri): Promise<vscode.Diagnostic> {
  return until(
    `n-plus-one in ${uri.path}`,
    () => ours(uri).find((d) => slug(d) === 'n-plus-one'),
    patienceMs,
  );
}

async function gone(uri: vscode.Uri): Promise<void> {
  await until('no finding', () => ours(uri).length === 0, patienceMs);
}

const live = (document: vscode.TextDocument) =>
  extension().isActive ? extension().exports.review.live.of(document) : undefined;

async function type(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  assert.ok(await editor.edit((e) => e.replace(all, text)));
}

async function answered(t: TestContext, reason: string | undefined): Promise<void> {
  const original = vscode.window.showInputBox;
  Object.assign(vscode.window, { showInputBox: async () => reason });
  t.after(() => Object.assign(vscode.window, { showInputBox: original }));
}

suite('review while typing', () => {
  test(
    'a pitfall that is typed is told with the way to the query, and goes when it is mended',
    async (t) => {
      await removed(t, 'typed');
      await write('typed/db.js', helper);
      const uri = await write('typed/orders.js', quick);
      const editor = await show('typed/orders.js');
      await until('the first look', () => live(editor.document), patienceMs);
      assert.deepEqual(ours(uri), []);
      await type(editor, slow);
      const found = await nPlusOne(uri);
      assert.equal(found.range.start.line, 4);
      assert.match(found.message, /per item/);
      // The helper is a new file: until it is known, the finding stands on its name alone.
      await until(
        'the way to the query',
        () => {
          const steps = ours(uri)[0]?.relatedInformation?.map(
            (r) => `${r.location.uri.path.split('/').at(-1)}:${r.location.range.start.line + 1}`,
          );
          return steps?.[0] === 'orders.js:4' && steps.includes('db.js:4');
        },
        patienceMs,
      );
      await type(editor, quick);
      await gone(uri);
    },
    unhurried,
  );

  test(
    'a change in one file is told in another that is open',
    async (t) => {
      await removed(t, 'across');
      const harmless = helper.replace(/const \{ rows \}.*\n/, 'const rows = [cache.get(id)];\n');
      await write('across/db.js', harmless);
      const uri = await write('across/orders.js', slow);
      const editor = await show('across/orders.js');
      await until('the first look', () => live(editor.document), patienceMs);
      const helperEditor = await show('across/db.js');
      await until('the helper is known', () => live(helperEditor.document), patienceMs);
      // The first answer may stand on names alone; the settled one knows the file.
      await gone(uri);
      await type(helperEditor, helper);
      await nPlusOne(uri);
      await vscode.commands.executeCommand('undo');
      await gone(uri);
    },
    unhurried,
  );

  test(
    'suppressed with a reason it goes, and the reason stands in the code',
    async (t) => {
      await removed(t, 'quiet');
      await write('quiet/db.js', helper);
      const uri = await write('quiet/orders.js', slow);
      const { document } = await show('quiet/orders.js');
      const found = await nPlusOne(uri);
      const offered = await actions(uri, found.range);
      const suppress = offered.find((a) => a.title.startsWith('Suppress n-plus-one'));
      assert.ok(suppress?.command, offered.map((a) => a.title).join(', '));
      assert.ok(offered.some((a) => a.title === 'Explain n-plus-one'));
      await answered(t, 'three orders at most');
      await vscode.commands.executeCommand(suppress.command.command, ...(suppress.command.arguments ?? []));
      await gone(uri);
      assert.equal(
        document.lineAt(4).text,
        '    // perfloop-ignore-next-line n-plus-one -- three orders at most',
      );
    },
    unhurried,
  );

  test(
    'the hover tells why and what can be done; the way to the query stands in the problem above it, once',
    async (t) => {
      await removed(t, 'hover');
      await write('hover/db.js', helper);
      const uri = await write('hover/orders.js', slow);
      await show('hover/orders.js');
      const found = await nPlusOne(uri);
      const text = await until(
        'our hover',
        async () => {
          const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
            'vscode.executeHoverProvider',
            uri,
            found.range.start,
          );
          const all = hovers
            .flatMap((h) => h.contents.map((c) => (typeof c === 'string' ? c : c.value)))
            .join('\n');
          return all.includes('perfloop.review.suppress') && all;
        },
        patienceMs,
      );
      assert.match(text, /command:perfloop\.explain/);
      assert.match(text, /round trip/);
      assert.doesNotMatch(text, /db\.js/);
      // The helper's file may be read after this one.
      const steps = await until(
        'the way to the query',
        () => {
          const all = ours(uri)[0]?.relatedInformation?.map(
            ({ location, message }) =>
              `${path.basename(location.uri.fsPath)}:${location.range.start.line + 1} ${message}`,
          );
          return all?.at(-1)?.startsWith('db.js:4') && all;
        },
        patienceMs,
      );
      assert.equal(steps[0], 'orders.js:4 loop over orders');
    },
    unhurried,
  );

  test(
    'a safe fix is applied at once, and all of a file together',
    async (t) => {
      await removed(t, 'fixes');
      const uri = await write('fixes/money.js', formatting);
      const { document } = await show('fixes/money.js');
      const found = await until('two findings', () => ours(uri).length === 2 && ours(uri)[0], patienceMs);
      const offered = await actions(uri, found.range);
      const fix = offered.find((a) => a.edit && !a.title.endsWith('(preview)'));
      assert.ok(fix?.edit, offered.map((a) => a.title).join(', '));
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      await until('one finding left', () => ours(uri).length === 1, patienceMs);
      await vscode.commands.executeCommand('undo');
      await until('both again', () => ours(uri).length === 2, patienceMs);
      await vscode.commands.executeCommand('perfloop.review.fixAll');
      await gone(uri);
      assert.match(document.getText(), /Intl\.NumberFormat[\s\S]*for \(/);
    },
    unhurried,
  );

  test(
    'a text of no folder is looked at by itself',
    async (t) => {
      t.after(closeAll);
      const document = await vscode.workspace.openTextDocument({
        language: 'typescript',
        content: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function list(req: Request, res: Response) {
  for (const order of await prisma.order.findMany({ take: 100 })) {
    await prisma.customer.findUnique({ where: { id: order.customerId } });
  }
}
`,
      });
      await nPlusOne(document.uri);
    },
    unhurried,
  );

  test(
    'perfloop.json turns a rule off, the setting everything',
    async (t) => {
      await removed(t, 'config', 'perfloop.json');
      await write('config/db.js', helper);
      const uri = await write('config/orders.js', slow);
      await show('config/orders.js');
      await nPlusOne(uri);
      await write('perfloop.json', '{ "review": { "rules": { "n-plus-one": "off" } } }');
      await gone(uri);
      await write('perfloop.json', '{ "review": { "rules": { "n-plus-one": "error" } } }');
      const found = await nPlusOne(uri);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
      await set(t, 'review.enable', false);
      await gone(uri);
      await set(t, 'review.enable', true);
      await nPlusOne(uri);
    },
    unhurried,
  );

  test(
    'a rule to explain is chosen from a list that starts at the one of the finding under the cursor',
    async (t) => {
      await removed(t, 'src/dates.js');
      const uri = await write('src/dates.js', formatting);
      const editor = await show('src/dates.js');
      await until('a finding', () => ours(uri).find((d) => slug(d) === 'alloc-in-loop'), patienceMs);
      const { showQuickPick } = vscode.window;
      t.after(() => Object.assign(vscode.window, { showQuickPick }));
      const offered = async (line: number): Promise<string[]> => {
        let items: readonly vscode.QuickPickItem[] = [];
        Object.assign(vscode.window, {
          showQuickPick: async (given: Promise<readonly vscode.QuickPickItem[]>) => {
            items = await given;
            return undefined;
          },
        });
        editor.selection = new vscode.Selection(line, 0, line, 0);
        await vscode.commands.executeCommand('perfloop.explain');
        const separator = vscode.QuickPickItemKind.Separator;
        return items.filter((i) => i.kind !== separator).map((i) => i.label);
      };
      const elsewhere = await offered(0);
      assert.notEqual(elsewhere[0], 'alloc-in-loop');
      const here = await offered(3);
      assert.equal(here[0], 'alloc-in-loop');
      assert.deepEqual([...here].sort(), [...elsewhere].sort());
    },
    unhurried,
  );

  test(
    'a rule is explained on a page',
    async (t) => {
      t.after(closeAll);
      const page = await vscode.workspace.openTextDocument(
        vscode.Uri.parse('perfloop-explain:/n-plus-one.md'),
      );
      assert.match(page.getText(), /^# One query per item\n/);
      assert.match(page.getText(), /## Instead/);
      assert.match(page.getText(), /perfloop-ignore-next-line n-plus-one -- reason/);
    },
    unhurried,
  );
});

suite('review of changes', () => {
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args],
      { cwd: inWorkspace('.'), stdio: 'pipe', encoding: 'utf8' },
    );

  /** The workspace becomes a repository: old.js with an old finding on main, a branch with a new one. */
  async function repository(t: TestContext): Promise<void> {
    t.after(() => rm(inWorkspace('.git'), { recursive: true, force: true, maxRetries: 5 }));
    await removed(t, 'src');
    t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
    await write('src/db.js', helper);
    await write('src/old.js', slow);
    git('init', '-q', '-b', 'main');
    git('add', 'src');
    git('commit', '-q', '-m', 'base');
    git('checkout', '-q', '-b', 'feature');
    await write('src/old.js', `// a line above moves the old finding\n${slow}`);
    await write('src/new.js', slow.replaceAll('order', 'invoice'));
    git('add', 'src');
  }

  const tree = () => extension().exports.reviewTree.described();

  test(
    'the branch against where it left main: what it brings, not what was there',
    async (t) => {
      await repository(t);
      git('commit', '-q', '-m', 'feature');
      await vscode.commands.executeCommand('perfloop.reviewChanges');
      const { current } = extension().exports.review.runs;
      assert.equal(current?.label, 'since main');
      const rows = tree();
      assert.ok(
        rows.some((r) => /n.?plus|per item/.test(r) && r.includes('new.js:5')),
        rows.join('\n'),
      );
      assert.ok(!rows.some((r) => r.includes('old.js')), rows.join('\n'));
      await vscode.commands.executeCommand('perfloop.review.copyMarkdown');
      const copied = await vscode.env.clipboard.readText();
      assert.match(copied, /^## Performance review \(since main\)/);
      assert.match(copied, /src\/new\.js:5/);
      // Mended and saved, it leaves the tree.
      const editor = await show('src/new.js');
      await type(editor, '// empty\n');
      await editor.document.save();
      await until('an empty tree', () => tree().length === 0, patienceMs);
    },
    unhurried,
  );

  test(
    'a file that is renamed or removed takes its findings along; what asks for it says that it is gone',
    async (t) => {
      await repository(t);
      const said = told(t);
      // The editor may still hold the texts of the test before.
      const { finding } = await until('a finding', async () => {
        await vscode.commands.executeCommand('perfloop.reviewChanges');
        return extension().exports.review.runs.current?.findings[0];
      });
      await rename(inWorkspace('src/new.js'), inWorkspace('src/newer.js'));
      await until('its new name', () => tree().some((r) => r.includes('newer.js:5')), patienceMs);
      await rm(inWorkspace('src/newer.js'));
      await until('an empty tree', () => tree().length === 0, patienceMs);
      const gone = vscode.Uri.file(inWorkspace('src/newer.js')).toString();
      await vscode.commands.executeCommand('perfloop.review.fix', gone, finding.fingerprint, finding.line);
      await until('what became of it', () => said.some((s) => /newer\.js is not there any more\./.test(s)));
    },
    unhurried,
  );

  test(
    'what is staged is checked as it is staged, whatever the file is by now',
    async (t) => {
      await repository(t);
      await write('src/new.js', '// not staged any more\n');
      await vscode.commands.executeCommand('perfloop.checkStaged');
      const rows = tree();
      assert.equal(extension().exports.review.runs.current?.label, 'staged');
      assert.ok(
        rows.some((r) => r.includes('new.js:5')),
        rows.join('\n'),
      );
      git('reset', '-q');
      const before = extension().exports.review.runs.current;
      void vscode.commands.executeCommand('perfloop.checkStaged');
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(extension().exports.review.runs.current, before, 'nothing is staged: nothing is run');
    },
    unhurried,
  );

  test(
    'what is staged leads to the lines of the file as it is now, with all of the chain',
    async (t) => {
      await repository(t);
      const text = slow.replaceAll('order', 'invoice');
      await write('src/new.js', `// not\n// staged\n${text}`);
      await write('src/db.js', `// not staged\n${helper}`);
      await vscode.commands.executeCommand('perfloop.checkStaged');
      const { root, finding } = extension().exports.review.runs.current!.findings[0]!;
      // The editor may still hold the texts of the test before.
      const here = async () => (await findingNow(root, finding))?.finding;
      const atEnd = async () => (await here())?.chain.at(-1)?.line === finding.chain.at(-1)!.line + 1;
      await until('the lines', async () => (await here())?.line === finding.line + 2 && (await atEnd()));
      const now = (await findingNow(root, finding))!;
      const moved = now.finding.chain.map((s, i) => [s.file, s.line - finding.chain[i]!.line]);
      assert.deepEqual(
        [moved[0], moved.at(-1)],
        [
          ['src/new.js', 2],
          ['src/db.js', 1],
        ],
      );
      await vscode.commands.executeCommand(
        'perfloop.review.open',
        vscode.Uri.file(inWorkspace('src/new.js')).toString(),
        finding.fingerprint,
        finding.line,
      );
      await until(
        'its line',
        () => vscode.window.activeTextEditor?.selection.active.line === now.finding.line - 1,
      );
      await write('src/new.js', text.replace('await customerOf', 'customerOf'));
      await until('the text', async () => (await findingNow(root, finding)) === undefined);
    },
    unhurried,
  );

  test(
    'grouped by file and by rule; everything lists the old ones too',
    async (t) => {
      await repository(t);
      await vscode.commands.executeCommand('perfloop.reviewWorkspace');
      await set(t, 'review.groupBy', 'file');
      await until('files', () => tree().some((r) => /^old\.js \d+ · src$/.test(r)));
      await set(t, 'review.groupBy', 'rule');
      await until('rules', () => tree().some((r) => /^n-plus-one \d/.test(r)));
    },
    unhurried,
  );

  test(
    'a recording ranks the findings by what they cost',
    async (t) => {
      await repository(t);
      const pattern = String.raw`/^(\w+\s?)*$/`;
      await write(
        'src/check.js',
        `exports.check = (req, res) => res.json(${pattern}.test(req.body.name));\n`,
      );
      git('add', 'src');
      await vscode.commands.executeCommand('perfloop.reviewChanges');
      assert.ok(!tree().some((r) => r.includes('%')));
      const profile = cpuProfile(inWorkspace('src/new.js'), [{ line: 5, samples: 38 }], [], 0);
      const uri = await write('new.cpuprofile', profile);
      await vscode.commands.executeCommand('perfloop.openProfile', uri);
      await until('shares', () => tree().some((r) => /new\.js:5/.test(r) && r.includes('%')), patienceMs);
      // By severity, errors stay above what is hotter.
      const groups = tree().filter((r) => !r.startsWith(' '));
      assert.deepEqual(groups, ['Errors 1', 'Warnings 1']);
      assert.match(tree()[1]!, /check\.js:1 cold/);
      const elsewhere = cpuProfile('/elsewhere/new.js', [{ line: 5, samples: 38 }], [], 0);
      await vscode.commands.executeCommand(
        'perfloop.openProfile',
        await write('other.cpuprofile', elsewhere),
      );
      await until('no shares of another program', () => !/cold|%/.test(tree().join()), patienceMs);
    },
    unhurried,
  );

  test(
    'without commits, and outside of git, it says so and shows nothing',
    async (t) => {
      t.after(() => rm(inWorkspace('.git'), { recursive: true, force: true, maxRetries: 5 }));
      const said = told(t);
      await vscode.commands.executeCommand('perfloop.reviewChanges');
      await until('the reason', () => said.some((s) => /not in a git repository/.test(s)));
      said.length = 0;
      // There is nothing to pick from, and no list that says there were.
      await vscode.commands.executeCommand('perfloop.reviewAgainst');
      await until('the reason again', () => said.some((s) => /not in a git repository/.test(s)));
      git('init', '-q');
      await vscode.commands.executeCommand('perfloop.reviewChanges');
      await until('the reason', () => said.some((s) => /no commits yet/.test(s)));
      assert.equal(extension().exports.review.runs.current, undefined);
    },
    unhurried,
  );
});
