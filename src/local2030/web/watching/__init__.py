"""For those who keep the site: is it well, what does it do, a line for each request. Nothing here names a visitor."""
