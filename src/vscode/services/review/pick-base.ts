/** What changes are compared with, as a person picks or types it. */
import * as vscode from 'vscode';
import { hasCommits } from '../../../node/git.ts';
import {
  type BaseChoice,
  baseChoices,
  type DefaultBase,
  defaultBase,
} from '../../../node/review/default-base.ts';
import type { Scope } from './runs.ts';

type Choice = vscode.QuickPickItem & { readonly scope?: Scope };

/**
 * The list is there at once and filled as soon as Git has answered. undefined where a person leaves.
 * @throws UserError outside of git: there is nothing to pick.
 */
export function pickScope(folder: string, title: string): Promise<Scope | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  let known: readonly Choice[] = [];
  // Whatever else Git understands may be typed: HEAD~3, a commit that is not among the last.
  const fill = () => {
    const ref = pick.value.trim();
    const begun = known.some((c) => named(c)?.startsWith(ref));
    pick.items = ref === '' || known.some((c) => named(c) === ref) ? known : [...known, typed(ref, begun)];
  };
  pick.title = title;
  pick.placeholder = 'What the code is compared with; only findings that it did not have are shown';
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  pick.onDidChangeValue(fill);
  return new Promise((resolve, reject) => {
    Promise.all([baseChoices(folder), defaultBase(folder), hasCommits(folder)]).then(
      ([choices, base, committed]) => {
        known = listed(choices, base, committed);
        pick.busy = false;
        fill();
      },
      (error) => {
        reject(error);
        pick.hide();
      },
    );
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      const ref = pick.value.trim();
      // Who types fast is ahead of the list.
      const own = !chosen || !known.includes(chosen);
      if (own && ref === '') return;
      resolve(own ? { kind: 'ref', ref } : chosen.scope);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function named({ scope }: Choice): string | undefined {
  return scope?.kind === 'ref' ? scope.ref : undefined;
}

/**
 * The editor sorts by how well labels fit. Where what is typed begins the name of one that is listed, Enter is to
 * take that one: then the label is another.
 */
function typed(ref: string, begun: boolean): Choice {
  const what = 'branch, tag or commit, as Git understands it';
  return {
    label: `$(search) ${begun ? `Another ${what}` : ref}`,
    description: begun ? ref : `a ${what}`,
    alwaysShow: true,
    scope: { kind: 'ref', ref },
  };
}

const workingTree: Choice = {
  label: '$(edit) Working tree',
  description: 'all that is not committed',
  scope: { kind: 'uncommitted' },
};

function listed(choices: readonly BaseChoice[], base: DefaultBase | undefined, committed: boolean): Choice[] {
  const group = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const those = (kind: BaseChoice['kind'], icon: string): Choice[] =>
    choices
      .filter((c) => c.kind === kind)
      .map((c) => ({
        label: `$(${icon}) ${c.ref}`,
        description: `${c.isCurrent ? 'checked out · ' : ''}${c.when}`,
        detail: c.subject,
        scope: { kind: 'ref', ref: c.ref },
      }));
  const first: Choice[] = base
    ? [
        {
          label: `$(git-merge) ${base.ref}`,
          description: 'default branch, from where this one left it',
          scope: { kind: 'branch' },
        },
      ]
    : [];
  return [
    ...first,
    {
      label: '$(diff-added) Staged changes',
      description: 'what would be committed',
      scope: { kind: 'staged' },
    },
    // Before the first commit there is none that it could be compared with.
    ...(committed ? [workingTree] : []),
    group('branches'),
    ...those('branch', 'git-branch'),
    ...those('remote', 'cloud'),
    group('tags'),
    ...those('tag', 'tag'),
    group('commits'),
    ...those('commit', 'git-commit'),
  ];
}
