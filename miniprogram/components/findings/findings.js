/** What the check found: every problem with its cure, numbered as in the picture. */
Component({
  properties: {
    /** of a report */
    findings: { type: Array, value: [] },
  },
});
