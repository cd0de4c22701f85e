/** Calls back after the editor switched theme. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  // The variables are set on the root element, sometimes after the class.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
