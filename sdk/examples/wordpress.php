<?php
/**
 * WordPress: put this into the functions.php of a child theme, or into a plugin of your own.
 * Without WooCommerce the second half does nothing.
 */

const RUNG_HOST = 'https://YOUR-HOST';
const RUNG_SITE = 'WRITE_KEY';

add_action( 'wp_enqueue_scripts', function () {
	// Those who write the site are no visitors.
	if ( current_user_can( 'edit_posts' ) ) {
		return;
	}
	wp_enqueue_script( 'rung', RUNG_HOST . '/rung.js', array(), null, array( 'strategy' => 'defer' ) );
} );

// WordPress knows no data-* attributes of scripts, so they are written into the finished tag.
add_filter( 'script_loader_tag', function ( $tag, $handle ) {
	$option = ' data-site="' . esc_attr( RUNG_SITE ) . '" src=';
	return 'rung' === $handle ? str_replace( ' src=', $option, $tag ) : $tag;
}, 10, 2 );

// A browser's word proves no purchase, and a reload of the page counts it once: the order's id is its name.
add_action( 'woocommerce_thankyou', function ( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( ! $order ) {
		return;
	}
	$purchase = array(
		'order_id' => (string) $order->get_order_number(),
		'value'    => (float) $order->get_total(),
		'currency' => $order->get_currency(),
		'coupon'   => implode( ',', $order->get_coupon_codes() ),
	);
	$call = wp_json_encode( array( 'track', 'purchase', $purchase ), JSON_HEX_TAG );
	wp_print_inline_script_tag( "window.rung = window.rung || []; rung.push($call);" );
} );
