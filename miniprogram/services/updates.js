/** A new version is there after the next start: says so at once instead. */
function watchUpdates() {
  const manager = wx.getUpdateManager();
  manager.onUpdateReady(() => {
    wx.showModal({
      title: '有新版本',
      content: '重新打开后使用新版本，已填写的内容会保留。',
      confirmText: '重新打开',
      cancelText: '稍后',
      success: ({ confirm }) => {
        if (confirm) manager.applyUpdate();
      },
    });
  });
}

module.exports = { watchUpdates };
