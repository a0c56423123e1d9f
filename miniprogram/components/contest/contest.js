/** A collection code that another account holds with a photo: its owner asks the branch to decide.  Fires `asked`, or
 * `free` when nothing is in the way any more. */
const { contestCode } = require('../../generated/client');
const { work } = require('../../shared/work');

Component({
  properties: {
    taskId: { type: String, value: '' },
    readId: { type: String, value: '' },
  },
  data: { busy: false, error: null, asked: false },
  methods: {
    ask() {
      const { taskId, readId } = this.data;
      return work(this, async () => {
        const { asked } = await contestCode({ task_id: taskId, read_id: readId });
        this.setData({ asked });
        this.triggerEvent(asked ? 'asked' : 'free');
      });
    },
  },
});
