/** The theme's colours as a canvas takes them. */

const fallbacks: Readonly<Record<string, string>> = {
  'charts-blue': '#3794ff',
  'charts-purple': '#b180d7',
  'charts-red': '#f14c4c',
  'charts-orange': '#d18616',
  foreground: '#888888',
};

/** `--vscode-NAME` with an opacity, 0..1. */
export function colour(name: string, alpha = 1): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--vscode-${name}, ${fallbacks[name] ?? 'currentcolor'})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  const numbers = resolved.match(/[\d.]+/g)?.map(Number) ?? [128, 128, 128];
  const [red, green, blue, own = 1] = numbers;
  return `rgba(${red}, ${green}, ${blue}, ${own * alpha})`;
}
