<?php
/**
 * Plugin Name: gov-site-migrate
 * Description: 政府网站集约化迁移工具的配套插件：按编号查找已迁入的文章，接收 WPS、OFD 等附件，正文原样显示，输出《网页设计规范》要求的标签。
 * Version: 1
 * Requires at least: 5.6
 * Requires PHP: 7.4
 *
 * 安装：把本文件放入 wp-content/mu-plugins/（没有该目录就新建），无需启用。
 * 迁移账号：其“应用程序密码”须命名为 gov-site-migrate；也可在 wp-config.php 中写 define('GSM_USER', '账号名')。
 * 网站标识码：在 wp-config.php 中写 define('GSM_SITE_CODE', '十位标识码')，未写则不输出 SiteIDCode。
 *
 * Everything an article carries beyond what WordPress stores is in one block at its end (gsm/mark), written together
 * with the text in one request. This plugin reads it; taking the plugin away loses nothing.
 */

if (!defined('ABSPATH')) {
    exit;
}

const GSM_VERSION = 1;
const GSM_MARK = '/<!-- wp:gsm\/mark \{"v":"([A-Za-z0-9+\/=]+)"\} \/-->/';
const GSM_SEAL = '/<!-- wp:gsm\/seal \{"v":"([0-9a-f]{64})"\} \/-->/';
const GSM_UNDATED = '1970-01-01 00:00:01';
const GSM_LOCK_SECONDS = 120;
const GSM_TYPES = array(
    'wps' => 'application/vnd.ms-works', 'et' => 'application/vnd.ms-excel', 'dps' => 'application/vnd.ms-powerpoint',
    'ofd' => 'application/ofd', 'ceb' => 'application/x-ceb', 'cebx' => 'application/x-cebx',
    'gd' => 'application/x-gd', 'gw' => 'application/x-gw', 'sep' => 'application/x-sep', 'caj' => 'application/x-caj',
    'rar' => 'application/vnd.rar', '7z' => 'application/x-7z-compressed', 'zip' => 'application/zip',
    'tar' => 'application/x-tar', 'gz' => 'application/gzip', 'bin' => 'application/octet-stream',
    'doc' => 'application/msword', 'xls' => 'application/vnd.ms-excel', 'ppt' => 'application/vnd.ms-powerpoint',
    'pps' => 'application/vnd.ms-powerpoint', 'rtf' => 'application/rtf', 'vsd' => 'application/vnd.visio',
    'docx' => 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'xlsx' => 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'pptx' => 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'ppsx' => 'application/vnd.openxmlformats-officedocument.presentationml.slideshow',
    'odt' => 'application/vnd.oasis.opendocument.text', 'ods' => 'application/vnd.oasis.opendocument.spreadsheet',
    'odp' => 'application/vnd.oasis.opendocument.presentation', 'pdf' => 'application/pdf', 'txt' => 'text/plain',
    'csv' => 'text/csv', 'epub' => 'application/epub+zip', 'dwg' => 'image/vnd.dwg',
    'jpg' => 'image/jpeg', 'jpeg' => 'image/jpeg', 'png' => 'image/png', 'gif' => 'image/gif', 'bmp' => 'image/bmp',
    'webp' => 'image/webp', 'ico' => 'image/x-icon', 'tif' => 'image/tiff', 'tiff' => 'image/tiff',
    'mp3' => 'audio/mpeg', 'wav' => 'audio/wav', 'wma' => 'audio/x-ms-wma', 'm4a' => 'audio/mp4', 'ogg' => 'audio/ogg',
    'mp4' => 'video/mp4', 'm4v' => 'video/mp4', 'mpg' => 'video/mpeg', 'avi' => 'video/x-msvideo',
    'wmv' => 'video/x-ms-wmv', 'mov' => 'video/quicktime', 'flv' => 'video/x-flv', 'webm' => 'video/webm',
    'mkv' => 'video/x-matroska', 'rm' => 'application/vnd.rn-realmedia', 'rmvb' => 'application/vnd.rn-realmedia-vbr',
    'swf' => 'application/x-shockwave-flash',
);

/* ---- who is moving ------------------------------------------------------------------------------------------- */

/** True in a request that the migration tool made: by its own application password, or by the named account. */
function gsm_moving($set = null)
{
    static $moving = false;
    if ($set !== null) { // said while WordPress still finds out who it is: no right can be asked for yet
        return $moving = $set;
    }
    return $moving && current_user_can('upload_files');
}

add_action('application_password_did_authenticate', function ($user, $item) {
    $named = isset($item['name']) && stripos($item['name'], 'gov-site-migrate') === 0;
    gsm_moving(defined('GSM_USER') ? $user->user_login === GSM_USER : $named);
}, 10, 2);

/* ---- files: stored as they are ------------------------------------------------------------------------------- */

add_filter('upload_mimes', function ($types) {
    return gsm_moving() ? array_merge($types, GSM_TYPES) : $types;
});

add_filter('wp_check_filetype_and_ext', function ($found, $file, $name) {
    $ending = strtolower(pathinfo($name, PATHINFO_EXTENSION));
    if (!gsm_moving() || !isset(GSM_TYPES[$ending])) {
        return $found;
    }
    return array('ext' => $ending, 'type' => GSM_TYPES[$ending], 'proper_filename' => false);
}, 99, 3);

foreach (array('big_image_size_threshold', 'wp_image_maybe_exif_rotate') as $gsm_hook) {
    add_filter($gsm_hook, function ($value) {
        return gsm_moving() ? false : $value;
    });
}
foreach (array('intermediate_image_sizes_advanced', 'fallback_intermediate_image_sizes') as $gsm_hook) {
    add_filter($gsm_hook, function ($sizes) {
        return gsm_moving() ? array() : $sizes;
    });
}

/* ---- one article and one file a key, also when two requests come at once --------------------------------------- */

function gsm_id_of_slug($slug, $type)
{
    global $wpdb;
    return (int) $wpdb->get_var($wpdb->prepare(
        "SELECT ID FROM {$wpdb->posts} WHERE post_type = %s AND post_name IN (%s, %s) ORDER BY ID LIMIT 1",
        $type,
        $slug,
        $slug . '__trashed'
    ));
}

/** Take the lock of a slug; a request that died leaves one behind, which is taken over when it is old. */
function gsm_lock($slug)
{
    global $wpdb;
    $name = 'gsm_lock_' . $slug;
    $old = (int) $wpdb->get_var($wpdb->prepare("SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", $name));
    if ($old && $old < time() - GSM_LOCK_SECONDS) {
        $wpdb->query($wpdb->prepare("DELETE FROM {$wpdb->options} WHERE option_name = %s", $name));
    }
    $sql = "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')";
    if ($wpdb->query($wpdb->prepare($sql, $name, (string) time())) !== 1) {
        return false;
    }
    register_shutdown_function(function () use ($wpdb, $name) {
        $wpdb->query($wpdb->prepare("DELETE FROM {$wpdb->options} WHERE option_name = %s", $name));
    });
    return true;
}

function gsm_refusal($code, $id)
{
    return new WP_Error($code, $code, array('status' => 409, 'id' => $id));
}

add_filter('rest_request_before_callbacks', function ($response, $handler, $request) {
    if ($response !== null || $request->get_method() !== 'POST' || !gsm_moving()) {
        return $response;
    }
    $expected = $request->get_param('gsm_expected');
    if ($expected && preg_match('#^/wp/v2/posts/(\d+)$#', $request->get_route(), $at)) {
        $post = get_post((int) $at[1]);
        return $post && gsm_state($post)['hash'] !== $expected ? gsm_refusal('gsm_changed', $post->ID) : $response;
    }
    $types = array('/wp/v2/posts' => 'post', '/wp/v2/media' => 'attachment');
    $slug = (string) $request->get_param('slug');
    if (!isset($types[$request->get_route()]) || !preg_match('/^(gsm|att)-[0-9a-f-]+$/', $slug)) {
        return $response;
    }
    if (!gsm_lock($slug)) {
        return gsm_refusal('gsm_busy', 0);
    }
    $id = gsm_id_of_slug($slug, $types[$request->get_route()]);
    return $id ? gsm_refusal('gsm_exists', $id) : $response;
}, 10, 3);

/* ---- what is there, many at a time ----------------------------------------------------------------------------- */

function gsm_mark($content)
{
    if (!preg_match_all(GSM_MARK, (string) $content, $found)) {
        return null;
    }
    $mark = json_decode(base64_decode(end($found[1])), true);
    return is_array($mark) ? $mark : null;
}

/** The same digest as the tool's `state_hash`. */
function gsm_state($post)
{
    $categories = $post->post_type === 'post' ? wp_get_post_categories($post->ID) : array();
    $categories = array_map('intval', is_array($categories) ? $categories : array());
    sort($categories);
    $fields = array(
        $post->post_title, preg_replace(GSM_SEAL, '', $post->post_content), mysql_to_rfc3339($post->post_date), $post->post_status,
        implode(',', $categories), $post->post_name,
    );
    $seal = preg_match_all(GSM_SEAL, $post->post_content, $found) ? end($found[1]) : '';
    return array('hash' => hash('sha256', implode("\x1f", $fields)), 'categories' => $categories, 'seal' => $seal);
}

function gsm_items($request)
{
    global $wpdb;
    $type = $request['type'] === 'attachment' ? 'attachment' : 'post';
    $posts = $wpdb->get_results($wpdb->prepare(
        "SELECT * FROM {$wpdb->posts} WHERE post_type = %s AND ID > %d AND post_name LIKE %s AND post_status <> 'auto-draft' ORDER BY ID LIMIT %d",
        $type,
        $request['after'],
        $type === 'post' ? 'gsm-%' : 'att-%',
        min(500, max(1, (int) $request['limit']))
    ));
    $posts = array_map(function ($row) {
        return new WP_Post(sanitize_post($row, 'raw'));
    }, $posts);
    update_post_caches($posts, $type, $type === 'post', $type !== 'post');
    return array_map('gsm_item', $posts);
}

function gsm_item($post)
{
    $mark = (array) gsm_mark($post->post_content);
    $kept = array_intersect_key($mark, array_flip(array('key', 'run', 'source', 'channel', 'category', 'sha256', 'name', 'visibility')));
    $file = $post->post_type === 'attachment';
    return array(
        'id' => $post->ID,
        'slug' => $post->post_name,
        'status' => $post->post_status,
        'link' => $file ? wp_get_attachment_url($post->ID) : get_permalink($post),
        'mark' => (object) $kept,
    ) + ($file ? array() : gsm_state($post));
}

add_action('rest_api_init', function () {
    $may = function () {
        return current_user_can('edit_others_posts');
    };
    register_rest_route('gsm/v1', '/status', array('permission_callback' => $may, 'callback' => function () {
        return array(
            'plugin' => GSM_VERSION,
            'wordpress' => get_bloginfo('version'),
            'moving' => gsm_moving(),
            'max_upload' => (int) wp_max_upload_size(),
        );
    }));
    register_rest_route('gsm/v1', '/items', array('permission_callback' => $may, 'callback' => 'gsm_items', 'args' => array(
        'type' => array('default' => 'post', 'enum' => array('post', 'attachment')),
        'after' => array('default' => 0, 'type' => 'integer'),
        'limit' => array('default' => 200, 'type' => 'integer'),
    )));
    register_rest_route('gsm/v1', '/find', array('permission_callback' => $may, 'callback' => function ($request) {
        $id = gsm_id_of_slug((string) $request['slug'], $request['type'] === 'attachment' ? 'attachment' : 'post');
        return array('item' => $id ? gsm_item(get_post($id)) : null);
    }));
});

/* ---- provenance, for those who ask WordPress itself ------------------------------------------------------------ */

add_action('init', function () {
    foreach (array('gsm_old_url' => 'string', 'gsm_site' => 'string', 'gsm_run' => 'integer') as $name => $type) {
        register_post_meta('post', $name, array(
            'single' => true, 'type' => $type, 'show_in_rest' => true, 'auth_callback' => '__return_false',
        ));
    }
    foreach (array('gsm_path' => 'string', 'gsm_run' => 'integer', 'gsm_type' => 'string', 'gsm_order' => 'integer') as $name => $type) {
        register_term_meta('category', $name, array('single' => true, 'type' => $type, 'show_in_rest' => true));
    }
});

add_action('save_post_post', function ($id, $post) {
    $mark = gsm_mark($post->post_content);
    if (!$mark || strpos($post->post_name, 'gsm-') !== 0) {
        return;
    }
    foreach (array('gsm_old_url' => 'old_url', 'gsm_site' => 'site', 'gsm_run' => 'run') as $name => $key) {
        update_post_meta($id, $name, wp_slash(isset($mark[$key]) ? $mark[$key] : ''));
    }
}, 10, 2);

/* ---- the page --------------------------------------------------------------------------------------------------- */

function gsm_ours($post)
{
    $post = get_post($post);
    return $post && $post->post_type === 'post' && strpos($post->post_name, 'gsm-') === 0 ? gsm_mark($post->post_content) : null;
}

/** The body of a migrated article is shown exactly as stored: no curly quotes, shortcodes or embeds are made of it. */
add_filter('the_content', function ($content) {
    $post = get_post();
    return gsm_ours($post) && $content === $post->post_content ? '<div id="gsm-' . $post->ID . '"></div>' : $content;
}, PHP_INT_MIN);

add_filter('the_content', function ($content) {
    $post = get_post();
    if (!$post || strpos($content, $place = '<div id="gsm-' . $post->ID . '"></div>') === false) {
        return $content;
    }
    return str_replace($place, preg_replace('/<!-- \/?wp:[^>]*-->/', '', $post->post_content), $content);
}, PHP_INT_MAX);

/** Themes made of blocks make quotes curly and smileys of signs on the whole page, after the_content. */
add_action('wp', function () {
    if (is_singular('post') && gsm_ours(get_queried_object())) {
        add_filter('run_wptexturize', '__return_false');
        wptexturize('', true);
        add_filter('pre_option_use_smilies', '__return_zero');
    }
});

add_filter('the_title', function ($title, $id = 0) {
    return $id && gsm_ours($id) ? get_post($id)->post_title : $title;
}, PHP_INT_MAX, 2);

foreach (array('get_the_date', 'get_the_time') as $gsm_hook) {
    add_filter($gsm_hook, function ($shown, $format, $post) {
        $post = get_post($post);
        return $post && $post->post_date === GSM_UNDATED && gsm_ours($post) ? '' : $shown;
    }, PHP_INT_MAX, 3);
}

function gsm_column_tags($term)
{
    if (!$term || is_wp_error($term)) {
        return array();
    }
    $names = array($term->name);
    $type = get_term_meta($term->term_id, 'gsm_type', true);
    foreach (get_ancestors($term->term_id, 'category') as $id) {
        $above = get_term($id, 'category');
        $names[] = $above->name;
        $type = $type ?: get_term_meta($id, 'gsm_type', true);
    }
    $names = array_reverse($names);
    return array(
        'ColumnName' => $term->name,
        'ColumnDescription' => $term->description ?: get_bloginfo('name') . implode(' - ', $names) . '栏目',
        'ColumnKeywords' => implode(',', array_unique($names)),
        'ColumnType' => $type ?: $names[0],
    );
}

function gsm_article_tags($post, $mark)
{
    $said = function ($key) use ($mark) {
        return isset($mark[$key]) ? (string) $mark[$key] : '';
    };
    $date = $said('published_at');
    return array(
        'ArticleTitle' => html_entity_decode($post->post_title, ENT_QUOTES, 'UTF-8'),
        'PubDate' => strlen($date) === 10 ? $date . ' 00:00' : $date,
        'ContentSource' => $said('content_source') ?: $said('site_name'),
        'Keywords' => $said('keywords'),
        'Author' => $said('author'),
        'Description' => $said('description'),
        'Url' => get_permalink($post),
        'OriginalUrl' => $said('old_url'),
    );
}

add_action('wp_head', function () {
    $mark = is_singular('post') ? gsm_ours(get_queried_object()) : null;
    if (!$mark && !is_category()) {
        return;
    }
    $tags = array(
        'SiteName' => get_bloginfo('name'),
        'SiteDomain' => wp_parse_url(home_url(), PHP_URL_HOST),
        'SiteIDCode' => defined('GSM_SITE_CODE') ? GSM_SITE_CODE : '',
    );
    $categories = $mark ? get_the_category(get_queried_object_id()) : array(get_queried_object());
    $tags += gsm_column_tags($categories ? $categories[0] : null);
    $tags += $mark ? gsm_article_tags(get_queried_object(), $mark) : array();
    foreach ($tags as $name => $value) {
        $value = trim(preg_replace('/\s+/u', ' ', html_entity_decode((string) $value, ENT_QUOTES, 'UTF-8')));
        if ($value !== '') {
            echo '<meta name="' . esc_attr($name) . '" content="' . htmlspecialchars($value, ENT_QUOTES, 'UTF-8') . '">' . "\n";
        }
    }
}, 1);
