module.exports = { api: 'https://api.example.com' };
