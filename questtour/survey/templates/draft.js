(function(){try{
var f=document.forms[0],k="draft "+f.elements.form.value,d=JSON.parse(localStorage.getItem(k)||"{}"),e,i;
for(i=0;i<f.elements.length;i++){e=f.elements[i];
if(e.type==="radio"&&d[e.name]===e.value)e.checked=true;
if(e.type==="textarea"&&!e.value&&d[e.name])e.value=d[e.name];}
function keep(){var n={},i,e;for(i=0;i<f.elements.length;i++){e=f.elements[i];
if(e.type==="radio"?e.checked:e.type==="textarea")n[e.name]=e.value;}
try{localStorage.setItem(k,JSON.stringify(n));}catch(x){}}
f.addEventListener("input",keep);f.addEventListener("change",keep);
}catch(x){}})();
