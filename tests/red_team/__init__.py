"""What strangers may try, as tables of cases, and which layer stops each: a model that obeys every one of them is assumed."""
