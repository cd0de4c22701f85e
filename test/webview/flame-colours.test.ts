import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flameFrames } from '../../src/core/profile/flame-frames.ts';
import { flameHtml, speedscopeFiles, speedscopeHtml } from '../../src/core/webview-html.ts';
import {
  contrast,
  dimmed,
  heatPalette,
  type Palette,
  packagePalette,
  type Rgb,
  type Theme,
  unpack,
} from '../../webview-ui/flame/colours.ts';
import { bigProfile } from '../support/big-profile.ts';
import { textProfile } from '../support/text-profile.ts';

const themes: readonly Theme[] = [
  { kind: 'dark', background: [31, 31, 31], foreground: [204, 204, 204], contrast: [204, 204, 204] },
  { kind: 'light', background: [255, 255, 255], foreground: [59, 59, 59], contrast: [59, 59, 59] },
  { kind: 'hc-dark', background: [0, 0, 0], foreground: [255, 255, 255], contrast: [111, 195, 223] },
  { kind: 'hc-light', background: [255, 255, 255], foreground: [41, 41, 41], contrast: [15, 74, 133] },
];

const states = textProfile(
  '(garbage collector)  1\n(program)  1\n(idle)  1\nmine  1\nlib  1\nnode  1\nfar  1\nnative  1',
  {
    files: {
      mine: '/app/a.js:1',
      lib: '/app/node_modules/lib/a.js:1',
      node: 'node:fs:1',
      far: '/else/a.js:1',
      native: ':0',
    },
  },
);

function readable(palette: Palette, least: number, what: string): void {
  for (let f = 0; f < palette.fill.length; f++) {
    const found = contrast(unpack(palette.fill[f]!), palette.inks[palette.ink[f]!] as Rgb);
    assert.ok(found >= least, `${what}: frame ${f} has ${found.toFixed(2)}`);
  }
}

for (const theme of themes) {
  test(`${theme.kind}: every label is readable on its box, by package, by heat, and faded by a search`, () => {
    for (const profile of [
      states,
      bigProfile({ stacks: 100, samples: 100, meanDepth: 5, functions: 3000, seed: 1 }),
    ]) {
      const frames = flameFrames(profile, ['/app', '/work/app']);
      const self = Float64Array.from({ length: frames.length }, (_, f) => f);
      const match = Uint8Array.from({ length: frames.length }, (_, f) => f % 2);
      const strict = theme.kind.startsWith('hc') ? 7 : 4.5;
      const byPackage = packagePalette(frames, theme);
      readable(byPackage, strict, 'package');
      readable(heatPalette(frames, self, theme), 4.5, 'heat');
      readable(dimmed(byPackage, match, theme), 4.5, 'faded');
    }
  });
}

test('own code, dependencies, node, engine states and idle can be told apart; one package is one family of colours', () => {
  const frames = flameFrames(states, ['/app']);
  for (const theme of themes) {
    const { fill } = packagePalette(frames, theme);
    const kinds = [...fill.slice(1, 9)];
    assert.equal(new Set(kinds).size, kinds.length);
  }
  assert.deepEqual(packagePalette(frames, themes[0]!).fill, packagePalette(frames, themes[0]!).fill);
});

test('the documents: strict policy, no inline code, attributes that cannot be left', () => {
  const html = flameHtml({
    cspSource: 'https://res"><script>x',
    nonce: 'abc',
    scriptUri: 's?a=1&b="2"',
    workerUri: 'w',
    styleUri: 'c',
  });
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.match(html, /script-src 'nonce-abc';/);
  assert.match(html, /default-src 'none'/);
  assert.match(html, /src="s\?a=1&amp;b=&quot;2&quot;"/);
  assert.doesNotMatch(html, /unsafe-inline|unsafe-eval| on\w+=|style="/);
  const other = speedscopeHtml({
    cspSource: 'https://res',
    nonce: 'abc',
    scriptUri: 'a',
    speedscopeScriptUri: 'b',
    speedscopeStyleUri: 'c',
  });
  assert.equal(other.match(/<script nonce="abc"/g)?.length, 2);
  assert.doesNotMatch(other, /'unsafe-eval'/);
  assert.deepEqual(speedscopeFiles(['index.html', 'speedscope-A1.js', 'favicon-x.js', 'speedscope-B2.css']), {
    script: 'speedscope-A1.js',
    style: 'speedscope-B2.css',
  });
  assert.equal(speedscopeFiles(['index.html']), undefined);
});
