// Shows the courses that fit what is chosen. Without it all of them are shown.
const form = document.querySelector("form");
const courses = [...document.querySelectorAll("li.course")];

const fits = (course, name) => {
  const wanted = form.elements[name].value;
  return !wanted || course.getAttribute(`data-${name}`).split("|").includes(wanted);
};

const show = () => {
  const found = courses.filter((one) => ["place", "role", "theme", "language"].every((name) => fits(one, name)));
  courses.forEach((one) => { one.hidden = !found.includes(one); });
  document.getElementById("none").hidden = found.length > 0;
  document.getElementById("count").textContent = `${found.length} / ${courses.length}`;
};

form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
show();
