import { StringDecoder } from 'node:string_decoder';
import * as vscode from 'vscode';

/** What the measured program writes, in an output channel named after it. */
export class Output implements vscode.Disposable {
  private channel: vscode.OutputChannel | undefined;
  private decoder = new StringDecoder('utf8');
  private text = '';

  start(label: string): void {
    this.channel?.dispose();
    this.channel = vscode.window.createOutputChannel(`Perfloop: ${label}`);
    this.decoder = new StringDecoder('utf8');
    this.text = '';
  }

  write(chunk: Uint8Array): void {
    const text = plain(this.decoder.write(Buffer.from(chunk)));
    this.text = (this.text + text).slice(-64 * 1024);
    this.channel?.append(text);
  }

  /** The end of what was written. */
  get tail(): string {
    return this.text;
  }

  show(): void {
    this.channel?.show(true);
  }

  dispose(): void {
    this.channel?.dispose();
  }
}

/** An output channel shows colours as their codes: they are left out. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
  return text.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, '');
}
