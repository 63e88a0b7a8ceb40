"""How a net learns: architectures, the fit, teachers, what an unfinished fit keeps."""
