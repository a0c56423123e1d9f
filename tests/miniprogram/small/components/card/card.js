Component({
  properties: { title: { type: String, value: '' } },
  data: { folded: false },
  methods: {
    fold() {
      this.setData({ folded: !this.data.folded });
    },
  },
});
