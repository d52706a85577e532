"""What is kept between runs: files of our own, made so that a crash leaves them whole."""
