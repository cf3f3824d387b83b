/** WeChat nicknames: `nickname,gender[,surname]`. Where the nickname shows a surname, it is the real one. */
const written = `
王女士,f,王;老李装修,m,李;🌸小雅,f;阿May,f;大熊,m;张建国,m,张;晨曦微露,f;Lily妈咪,f;刘老师,f,刘;奔跑的蜗牛,m
木子,f,李;平安是福,f;陈师傅,m,陈;吉祥如意,f;Tony,m;小鱼儿🐟,f;南山南,m;豆豆妈妈,f;孙先生,m,孙;橙子🍊,f
海阔天空,m;周周,f,周;阿强,m;云淡风轻,f;一米阳光,f;赵大姐,f,赵;Kevin吴,m,吴;静静,f;花开富贵,f;郑工,m,郑
糖糖,f;老周家小院,m,周;琳琳Linlin,f;北方的狼,m;念念不忘,f;胡同口老何,m,何;小确幸,f;杨帆起航,m,杨;圆圆滚滚,f;清风徐来,m
甜甜圈,f;马到成功,m,马;梧桐树下,f;阿杰,m;茶语时光,f;黄总,m,黄;柠檬不萌,f;林深见鹿,f;老徐,m,徐;小幸运☘️,f
雨后彩虹,f;钱多多,f,钱;阿宏,m;秋水伊人,f;Eric,m;思思妈,f;朱师母,f,朱;星辰大海,m;果果,f;高大上的高,m,高
蓝天白云,f;文文,f;石头哥,m,石;米粒儿,f;郭靖不射雕,m,郭;暖阳,f;阿布,m;夏天的风,f;罗工程,m,罗;葡萄🍇,f
寻常巷陌,m;嘟嘟妈,f;宋小宝爸,m,宋;依依,f;唐唐,f,唐;老顽童,m;桃子,f;韩冬,m,韩;岁月静好,f;David陈,m,陈
小满妈妈,f;冯老板,m,冯;阿琴,f;远方,m;丁当,f,丁;开心果,f;沈园,f,沈;阿龙,m;漫步云端,f;曹操到,m,曹
萌萌哒,f;彭于不晏,m,彭;紫罗兰,f;老董,m,董;莉莉安,f;大鹏展翅,m;妞妞外婆,f;袁来是你,f,袁;阿斌,m;青青河边草,f
于是乎,m,于;多多,f;蒋先生,m,蒋;小米粥,f;笑看人生,m;蔡蔡,f,蔡;Jenny,f;余生请指教,f,余;浩浩爸爸,m;杜鹃,f,杜
叶子,f,叶;山水之间,m;程老师,f,程;可乐加冰,m;魏来可期,m,魏;珍珠奶茶,f;知足常乐,f;苏苏,f,苏;老吕,m,吕;悠然,f
Alan,m;丸子头,f;任我行,m,任;兰兰,f;卢姐美容,f,卢;十里春风,f;姜还是老的辣,m,姜;小舟,f;崔老师,f,崔;飞鱼,m
钟意你,f,钟;芒果布丁,f;谭先生,m,谭;陆小凤,m,陆;范范,f,范;自由飞翔,f;阿鑫,m;喵喵酱,f;廖哥,m,廖;春暖花开,f
汪洋,m,汪;小太阳🌞,f;江南烟雨,f;贾老板,m,贾;方圆,f,方;一路顺风,m;邹邹,f,邹;Vivian,f;熊大,m,熊;梅子,f
秦时明月,m,秦;安安,f;白开水,m,白;孟姐,f,孟;阎老师,m,阎;薄荷糖,f;段誉,m,段;雷厉风行,m,雷;侯哥,m,侯;小葵花🌻,f
龙行天下,m,龙;陶陶,f,陶;知秋,f;黎明,m,黎;贺姐,f,贺;顾盼,f,顾;毛毛虫,f,毛;郝好,f,郝;龚师傅,m,龚;邵阳,m,邵
万事兴,m,万;覃姑娘,f,覃;武松打虎,m,武;戴戴,f,戴;莫问,m,莫;孔雀蓝,f,孔;向阳而生,f,向;常乐,m,常;汤圆,f,汤;康康妈,f,康
山那边,m;奶茶三分糖,f;老蔡修车,m,蔡;慢慢来,f;阿勇,m;西瓜不甜🍉,f;Summer,f;尹老师,f,尹;踏雪寻梅,f;施工队老鲁,m,鲁
一叶知秋,m;朵朵妈,f;田园,m,田;半夏,f;阿辉,m;史今,m,史;洛洛,f;浪迹天涯,m;樊樊,f,樊;有个院子,f
`;

const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕".split("");

export interface Nickname {
  name: string;
  female: boolean;
  surname: string;
}

/** 200 people; those without a surname in their nickname get one by their place in the list. */
export const nicknames: Nickname[] = written
  .split(/[;\n]/)
  .filter((entry) => entry !== "")
  .map((entry, index) => {
    const [name = "", gender, surname] = entry.split(",");
    return { name, female: gender === "f", surname: surname ?? (surnames[(index * 7) % surnames.length] as string) };
  });
