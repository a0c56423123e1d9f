/** How far the student is; at: 0 to 3. */
Component({
  properties: { at: { type: Number, value: 0 } },
  data: { names: ['找到任务', '确认信息', '拍摄照片', '核对支付'] },
});
