/** Settings of an editor that is shown to nobody's account: quiet, without network, the same every time. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Theme = 'dark' | 'light' | 'hc' | 'hc-light';

export const THEMES: Readonly<Record<Theme, string>> = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

const QUIET: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.remoteIndicator.showExtensionRecommendations': false,
  // A screenshot is the same whatever the system of the person who takes it prefers.
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  // As on a desktop: in a browser it would save by itself.
  'files.autoSave': 'off',
  // The editor would offer to forward the ports of what is measured.
  'remote.autoForwardPorts': false,
  'editor.minimap.enabled': false,
  // Restricted Mode without a question: the page has nobody to answer it.
  'security.workspace.trust.startupPrompt': 'never',
  'files.simpleDialog.enable': true,
};

/** Writes user and machine settings below `dataFolder` (the server's `--server-data-dir`). */
export async function writeSettings(
  dataFolder: string,
  theme: Theme,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const settings = JSON.stringify({ ...QUIET, 'workbench.colorTheme': THEMES[theme], ...more }, null, 2);
  for (const scope of ['User', 'Machine']) {
    const folder = path.join(dataFolder, 'data', scope);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'settings.json'), `${settings}\n`);
  }
}
