/** A summary that is worked out when somebody looks into it: of a large workspace a small edit needs few. */
import type { FileSummary } from './summary.ts';

export class Shell implements FileSummary {
  private known: FileSummary | undefined;

  /** @param decode what is in it; asked once */
  constructor(
    readonly path: string,
    readonly hash: string,
    private readonly decode: () => FileSummary,
  ) {}

  private get whole(): FileSummary {
    this.known ??= this.decode();
    return this.known;
  }

  get version(): FileSummary['version'] {
    return this.whole.version;
  }
  get refs(): FileSummary['refs'] {
    return this.whole.refs;
  }
  get objects(): FileSummary['objects'] {
    return this.whole.objects;
  }
  get extents(): FileSummary['extents'] {
    return this.whole.extents;
  }
  get calls(): FileSummary['calls'] {
    return this.whole.calls;
  }
  get functions(): FileSummary['functions'] {
    return this.whole.functions;
  }
  get classes(): FileSummary['classes'] {
    return this.whole.classes;
  }
  get exports(): FileSummary['exports'] {
    return this.whole.exports;
  }
  get stars(): FileSummary['stars'] {
    return this.whole.stars;
  }
  get patterns(): FileSummary['patterns'] {
    return this.whole.patterns;
  }
  get modules(): FileSummary['modules'] {
    return this.whole.modules;
  }
  get passed(): FileSummary['passed'] {
    return this.whole.passed;
  }
  get entries(): FileSummary['entries'] {
    return this.whole.entries;
  }
  get candidates(): FileSummary['candidates'] {
    return this.whole.candidates;
  }
  get suppressions(): FileSummary['suppressions'] {
    return this.whole.suppressions;
  }
  get lineTexts(): FileSummary['lineTexts'] {
    return this.whole.lineTexts;
  }
  get fileKind(): FileSummary['fileKind'] {
    return this.whole.fileKind;
  }
  get fileWhy(): FileSummary['fileWhy'] {
    return this.whole.fileWhy;
  }
  get problem(): FileSummary['problem'] {
    return this.whole.problem;
  }
}
