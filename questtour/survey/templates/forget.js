try{localStorage.clear();}catch(x){}
