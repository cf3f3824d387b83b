const fs = require("node:fs");

const capBytes = 10 << 20;

/** A log file that is turned over at 10 MB; the one before it is kept as `.1`. */
class LogFile {
  constructor(file, cap = capBytes) {
    this.file = file;
    this.cap = cap;
    this.open();
  }

  open() {
    this.descriptor = fs.openSync(this.file, "a", 0o600);
    this.size = fs.fstatSync(this.descriptor).size;
  }

  write(data) {
    if (this.size + data.length > this.cap && this.size > 0) {
      fs.closeSync(this.descriptor);
      fs.renameSync(this.file, `${this.file}.1`);
      this.open();
    }
    this.size += fs.writeSync(this.descriptor, data);
  }

  close() {
    fs.closeSync(this.descriptor);
  }
}

module.exports = { LogFile };
