#!/usr/bin/env node
// A committed file, so that the command is linked at install time, before the package is built.
import '../dist/bin.js';
